#include "bayes/runtime/arena.h"

#include <gtest/gtest.h>
#include <torch/nn/modules/linear.h>

#include <cstdint>

#include "bayes/runtime/not_allocated.h"

namespace bayes {
namespace {

std::uintptr_t address(const torch::Tensor& tensor) {
  return reinterpret_cast<std::uintptr_t>(tensor.data_ptr());
}

TEST(Arena, GivenSizesWhenMadeThenTensorsAreZeroOnLinesOfTheirOwnInOneBlock) {
  const auto tensors = arena({{3}, {40, 30}, {1024}, {}});

  ASSERT_EQ(tensors.size(), 4u);
  EXPECT_EQ(tensors[1].sizes(), (std::vector<std::int64_t>{40, 30}));
  EXPECT_EQ(tensors[3].dim(), 0);
  for (const auto& tensor : tensors) {
    EXPECT_EQ(address(tensor) % 64, 0u);
    EXPECT_TRUE(tensor.is_contiguous());
    EXPECT_EQ(tensor.abs().sum().item<float>(), 0.0f);
  }
  // 3 + 1,200 + 1,024 + 1 floats, with room for whole lines and different places in a page
  EXPECT_LT(address(tensors[3]) - address(tensors[0]), 4 * 2600u);
}

TEST(Arena, GivenLargeTensorsOfOneSizeWhenMadeThenTheyBeginAtDifferentPlacesOfTheirPages) {
  const auto tensors = arena({{4096}, {4096}, {4096}});

  EXPECT_NE(address(tensors[0]) % 4096, address(tensors[1]) % 4096);
  EXPECT_NE(address(tensors[1]) % 4096, address(tensors[2]) % 4096);
}

TEST(Arena, GivenMoreThanAllAddressesWhenMadeThenTheErrorSaysHowMuchWasWanted) {
  const std::vector<std::vector<std::int64_t>> sizes{{std::int64_t{1} << 46}};

  try {
    arena(sizes);
    FAIL() << "256 TiB were there";
  } catch (const NotAllocated& error) {
    EXPECT_GE(error.bytes, std::size_t{1} << 48);
  }
}

TEST(Arena, GivenATensorOfManyPagesWhenOtherMembersAreGoneThenItIsStillThere) {
  auto last = arena({{3}, {1 << 20}})[1];

  last.fill_(2.0f);

  EXPECT_EQ(last.sum().item<float>(), 2.0f * (1 << 20));
}

TEST(Arena, GivenAParameterWhenMovedThenItKeepsItsValueAndItsHoldersSeeTheArena) {
  torch::nn::Linear layer(3, 2);
  const auto held = layer->named_parameters()["weight"];
  const auto before = held.detach().clone();
  const auto place = arena({{2, 3}})[0];

  move_into(layer->weight, place);
  place.mul_(2.0);

  EXPECT_TRUE(layer->weight.equal(2.0 * before));
  EXPECT_TRUE(held.equal(2.0 * before));
  EXPECT_TRUE(held.requires_grad() && held.is_leaf());
}

}  // namespace
}  // namespace bayes

#include "bayes/core/content_keys.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <set>
#include <vector>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"

namespace bayes {
namespace {

std::int64_t key_of(const torch::Tensor& example) {
  return content_keys(example.unsqueeze(0)).item<std::int64_t>();
}

// The formula in Python, whose whole numbers have any length: mix_seed over type 0, sizes and words of bytes.
TEST(ContentKeys, GivenBytesWhenKeyedThenKeysAreThoseOfThePaperFormula) {
  const auto counted = torch::arange(1, 13, torch::kUInt8);

  EXPECT_EQ(key_of(counted.view({1, 3, 4})), 207711009);
  EXPECT_EQ(key_of(counted.view({1, 4, 3})), 2096979381);
  EXPECT_EQ(key_of(torch::zeros({1, 3, 4}, torch::kUInt8)), 2189642648);
  EXPECT_EQ(key_of(counted), 1564480650);
}

TEST(ContentKeys, GivenImagesInAnyOrderOrLayoutWhenKeyedThenEachKeepsItsKey) {
  torch::manual_seed(0);
  const auto images = torch::randint(256, {50, 1, 7, 5}, torch::kUInt8);
  const auto order = torch::randperm(50, torch::kInt64);
  const auto keys = content_keys(images);

  EXPECT_TRUE(content_keys(images.index_select(0, order)).equal(keys.index_select(0, order)));
  const auto other_layout = images.transpose(2, 3).contiguous().transpose(2, 3);
  EXPECT_TRUE(content_keys(other_layout).equal(keys));
  EXPECT_NO_THROW(Draw({}, keys));
}

TEST(ContentKeys, GivenOneBitFlippedWhenKeyedThenAllKeysDiffer) {
  const auto blank = torch::zeros({1, 28, 28}, torch::kUInt8);
  std::set<std::int64_t> keys{key_of(blank)};
  for (std::int64_t pixel = 0; pixel < 784; ++pixel) {
    for (int bit = 0; bit < 8; ++bit) {
      auto changed = blank.clone();
      changed.view({784})[pixel] = 1 << bit;
      keys.insert(key_of(changed));
    }
  }

  EXPECT_EQ(keys.size(), 1u + 784u * 8u);  // of 32 bits: by chance two would be equal in one set of 220
}

TEST(ContentKeys, GivenNoExamplesOrANumberWhenKeyedThenNoneAndAnError) {
  EXPECT_EQ(content_keys(torch::zeros({0, 2, 2}, torch::kUInt8)).numel(), 0);
  EXPECT_THROW(content_keys(torch::zeros({}, torch::kUInt8)), Error);
}

}  // namespace
}  // namespace bayes

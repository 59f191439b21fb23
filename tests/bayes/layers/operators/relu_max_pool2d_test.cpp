#include "bayes/layers/operators/relu_max_pool2d.h"

#include <gtest/gtest.h>
#include <torch/autograd.h>

#include "bayes/core/images_innermost.h"
#include "bayes/core/shared_prefix.h"

namespace bayes {
namespace {

// The reference: LibTorch's own operators.
TEST(ReluMaxPool2d, GivenImagesInAnyLayoutWhenPooledThenValueAndGradientAreThoseOfLibTorch) {
  torch::manual_seed(0);
  for (const auto& sizes :
       std::vector<std::vector<std::int64_t>>{{5, 2, 6, 8}, {16, 3, 7, 5}, {1, 1, 2, 2}}) {
    const auto images = torch::randn(sizes, torch::requires_grad());
    const auto expected = torch::max_pool2d(images.relu(), 2);
    const auto weight = torch::randn(expected.sizes());
    const auto expected_gradient = torch::autograd::grad({(expected * weight).sum()}, {images})[0];
    for (const auto& batch : {images.detach(), images_innermost(images.detach())}) {
      const auto input = batch.set_requires_grad(true);

      const auto pooled = relu_max_pool2d(input, 2);

      EXPECT_TRUE(pooled.equal(expected));
      EXPECT_TRUE(torch::autograd::grad({(pooled * weight).sum()}, {input})[0].equal(expected_gradient));
    }
  }
}

TEST(ReluMaxPool2d, GivenKnownImagesWhenPooledAgainThenTheOutputOfThatWindowIsTaken) {
  const torch::NoGradGuard no_grad;
  const auto images = images_innermost(torch::randn({4, 2, 6, 6}));
  const SharedPrefix prefix(images);

  const auto by_two = relu_max_pool2d(images, 2), by_three = relu_max_pool2d(images, 3);

  EXPECT_EQ(relu_max_pool2d(images, 2).data_ptr(), by_two.data_ptr());
  EXPECT_EQ(relu_max_pool2d(images, 3).data_ptr(), by_three.data_ptr());
  EXPECT_TRUE(by_three.equal(torch::max_pool2d(images.relu(), 3)));
}

TEST(ReluMaxPool2d, GivenDoublePrecisionOrAWindowLargerThanTheImageWhenPooledThenLibTorchDecides) {
  const auto images = images_innermost(torch::randn({4, 2, 6, 6}, torch::kFloat64));

  EXPECT_TRUE(relu_max_pool2d(images, 3).equal(torch::max_pool2d(images.relu(), 3)));
  EXPECT_THROW(relu_max_pool2d(images.to(torch::kFloat32), 7), c10::Error);
}

}  // namespace
}  // namespace bayes

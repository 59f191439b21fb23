#include "bayes/layers/operators/shortcut.h"

#include <gtest/gtest.h>
#include <torch/autograd.h>

#include <vector>

#include "bayes/core/images_innermost.h"
#include "bayes/core/shared_prefix.h"

namespace bayes {
namespace {

TEST(Shortcut, GivenMoreChannelsWhenWidenedThenEverySecondPixelLiesInTheMiddleOfZeros) {
  const auto x = torch::arange(12, torch::kFloat32).view({1, 1, 3, 4});

  const auto wider = shortcut(x, 4);

  // By hand: rows 0 and 2, columns 0 and 2; one channel of three comes before.
  const auto pixels = torch::tensor({0.0f, 2.0f, 8.0f, 10.0f}).view({2, 2}), zeros = torch::zeros({2, 2});
  EXPECT_TRUE(wider.equal(torch::stack({zeros, pixels, zeros, zeros}).unsqueeze(0)));
}

TEST(Shortcut, GivenImagesInAnyLayoutWhenDifferentiatedThenLayoutAndGradientAreThoseOfTheInput) {
  torch::manual_seed(0);
  for (const auto layout : {BatchLayout::kImagesOutermost, BatchLayout::kImagesInnermost}) {
    const bool innermost = layout == BatchLayout::kImagesInnermost;
    const auto images = torch::randn({5, 2, 5, 6});
    const auto x = (innermost ? images_innermost(images) : images).detach().requires_grad_();
    const auto slope = torch::randn({5, 4, 3, 3});

    const auto wider = shortcut(x, 4);

    EXPECT_EQ(layout_of(wider), layout);
    // The reference: LibTorch's own operators.
    const auto plain = images.clone().requires_grad_();
    const auto pixels = plain.slice(2, 0, 5, 2).slice(3, 0, 6, 2);
    const auto expected = torch::constant_pad_nd(pixels, {0, 0, 0, 0, 1, 1});
    EXPECT_TRUE(wider.equal(expected));
    EXPECT_TRUE(torch::autograd::grad({wider}, {x}, {slope})[0].equal(
        torch::autograd::grad({expected}, {plain}, {slope})[0]));
  }
}

TEST(Shortcut, GivenAsManyChannelsWhenAskedThenItIsTheInputItself) {
  const auto x = torch::randn({2, 3, 4, 4});

  EXPECT_TRUE(shortcut(x, 3).is_same(x));
}

TEST(Shortcut, GivenKnownImagesWhenAskedAgainThenTheOutputOfThatWidthIsTaken) {
  const torch::NoGradGuard no_grad;
  const auto x = torch::randn({2, 3, 4, 4});
  const SharedPrefix prefix(x);

  const auto six = shortcut(x, 6), twelve = shortcut(x, 12);

  EXPECT_TRUE(shortcut(x, 6).is_same(six));
  EXPECT_TRUE(shortcut(x, 12).is_same(twelve));
}

}  // namespace
}  // namespace bayes

// The KL that a Draw collects.
#include <gtest/gtest.h>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/core/guards.h"

namespace bayes {
namespace {

const Draw::Key kKey{0, Stream::kTraining, 0, 0};
const int kFirst = 0;
const int kSecond = 0;

TEST(DrawKl, GivenNothingWasDrawnWhenAskedThenErrorIsThrown) {
  const Draw draw(kKey);

  EXPECT_FALSE(draw.has_drawn());
  EXPECT_THROW(draw.kl(), Error);
}

TEST(DrawKl, GivenNoiseWithoutAKlWasDrawnWhenAskedThenItIsZero) {
  Draw draw(kKey);

  draw.weight_normal(nullptr, {2}, torch::kFloat32);

  EXPECT_TRUE(draw.has_drawn());
  EXPECT_EQ(draw.kl().dim(), 0);
  EXPECT_EQ(draw.kl().item<double>(), 0.0);
}

TEST(DrawKl, GivenPosteriorMeansWhenNothingWasDrawnThenItIsZero) {
  const Draw draw(kKey);
  const PosteriorMeanGuard guard;

  EXPECT_EQ(draw.kl().item<double>(), 0.0);
}

TEST(DrawKl, GivenAnOwnerTwiceWhenAddedThenItCountsOnce) {
  Draw draw(kKey);

  draw.add_kl(&kFirst, torch::tensor(2.5), /*weights=*/1);
  EXPECT_FALSE(draw.wants_kl(&kFirst));
  EXPECT_TRUE(draw.wants_kl(&kSecond));
  draw.add_kl(&kFirst, torch::tensor(2.5), /*weights=*/1);
  draw.add_kl(&kSecond, torch::tensor(0.25), /*weights=*/1);

  EXPECT_EQ(draw.kl().item<double>(), 2.75);
}

TEST(DrawKl, GivenTermsWithGradientsWhenSummedThenEachGetsItsOwn) {
  const auto weight = torch::tensor({3.0, 4.0}, torch::requires_grad());
  Draw draw(kKey);

  draw.add_kl(&kFirst, weight[0] * 2.0, /*weights=*/1);
  draw.add_kl(&kSecond, weight[1].square(), /*weights=*/1);
  draw.kl().backward();

  EXPECT_TRUE(torch::equal(weight.grad(), torch::tensor({2.0, 8.0})));
}

TEST(DrawKl, GivenAFloorWhenSummedThenNoOwnerCountsForLessAndWhatLiesBelowHasNoGradient) {
  const auto weight = torch::tensor({3.0, 4.0}, torch::requires_grad());
  Draw draw(kKey);
  draw.add_kl(&kFirst, weight[0] * 2.0, /*weights=*/10);  // 6 nats on 10 weights
  draw.add_kl(&kSecond, weight[1].square(), /*weights=*/10);

  const auto floored = draw.kl(/*free_nats=*/0.9);
  floored.backward();

  EXPECT_EQ(floored.item<double>(), 9.0 + 16.0);
  EXPECT_TRUE(torch::equal(weight.grad(), torch::tensor({0.0, 8.0})));
  EXPECT_EQ(draw.kl().item<double>(), 22.0);
}

TEST(DrawKl, GivenNoFloorWhenAnEstimateIsNegativeThenItCountsAsItIs) {
  Draw draw(kKey);

  draw.add_kl(&kFirst, torch::tensor(-0.5), /*weights=*/1);

  EXPECT_EQ(draw.kl().item<double>(), -0.5);
}

TEST(DrawKl, GivenItIsSkippedWhenAddedThenNothingIsKept) {
  Draw draw(kKey, /*first_example=*/0, Draw::Kl::kSkip);

  EXPECT_FALSE(draw.wants_kl(&kFirst));
  draw.add_kl(&kFirst, torch::tensor(2.5), /*weights=*/1);

  EXPECT_EQ(draw.kl().item<double>(), 0.0);
}

}  // namespace
}  // namespace bayes

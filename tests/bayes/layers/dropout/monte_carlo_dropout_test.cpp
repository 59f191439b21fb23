#include "bayes/layers/dropout/monte_carlo_dropout.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/core/guards.h"

namespace bayes {
namespace {

const Draw::Key kKey{5, Stream::kTraining, 0, 0};

TEST(MonteCarloDropout, GivenOnesWhenDroppedThenThatShareIsZeroAndTheRestIsScaledUp) {
  const Draw draw(kKey);

  const auto output = monte_carlo_dropout(torch::ones({50, 8, 5, 5}), {0.2, DropoutUnit::kElement});

  const auto dropped = output.eq(0.0).to(torch::kFloat64);
  // Five standard errors of a share of 0.2 over 10,000 elements: 5 * sqrt(0.16) / 100.
  EXPECT_NEAR(dropped.mean().item<double>(), 0.2, 0.02);
  EXPECT_TRUE(torch::allclose(output.masked_select(output.ne(0.0)), torch::full({1}, 1.25)));
}

TEST(MonteCarloDropout, GivenChannelsWhenDroppedThenWholeMapsGoTogetherAndDifferOverExamples) {
  const Draw draw(kKey);

  const auto output = monte_carlo_dropout(torch::ones({200, 50, 2, 3}), {0.2, DropoutUnit::kChannel});

  EXPECT_TRUE(torch::equal(output, output.slice(2, 0, 1).slice(3, 0, 1).expand_as(output)));
  const auto maps = output.select(2, 0).select(2, 0).eq(0.0).to(torch::kFloat64);
  EXPECT_NEAR(maps.mean().item<double>(), 0.2, 0.02);  // five standard errors over 10,000 maps
  EXPECT_FALSE(torch::equal(maps[0], maps[1]));
}

TEST(MonteCarloDropout, GivenElementsWhenDroppedThenPixelsOfAMapAreDecidedOneByOne) {
  const Draw draw(kKey);

  const auto output = monte_carlo_dropout(torch::ones({4, 3, 6, 6}), {0.5, DropoutUnit::kElement});

  EXPECT_FALSE(torch::equal(output, output.slice(3, 0, 1).expand_as(output)));
}

// Prediction makes the factors where it uses them, training keeps them for its backward pass.
TEST(MonteCarloDropout, GivenImagesInnermostWhenDroppedWithoutGradientsThenTheOutputIsTheSame) {
  for (const bool mirrored : {false, true}) {
    Draw::Key key = kKey;
    key.mirrored = mirrored;
    const auto input = images_innermost(torch::randn({70, 3, 9, 7}));
    const auto dropped = [&] {
      const Draw draw(key);
      return monte_carlo_dropout(input, {0.3, DropoutUnit::kElement});
    };
    const auto with_gradients = dropped();

    const torch::NoGradGuard no_grad;

    EXPECT_TRUE(torch::equal(dropped(), with_gradients));
    EXPECT_TRUE(is_images_innermost(dropped()));
  }
}

TEST(MonteCarloDropout, GivenRateZeroWhenDroppedThenTheInputPasses) {
  const auto input = torch::randn({3, 4});

  EXPECT_TRUE(torch::equal(monte_carlo_dropout(input, {0.0, DropoutUnit::kElement}), input));
}

TEST(MonteCarloDropout, GivenAWeightBehindDropoutWhenItsMomentsAreTakenThenTheyAreThoseOfManyMasks) {
  const auto weight = torch::tensor({2.0, -0.5, 0.0});
  std::vector<torch::Tensor> effective;
  for (std::uint32_t s = 0; s < 5000; ++s) {
    const Draw draw({5, Stream::kPrediction, 0, s});
    effective.push_back(monte_carlo_dropout(weight.unsqueeze(0), {0.3, DropoutUnit::kElement})[0]);
  }
  const auto all = torch::stack(effective);

  const auto moments = dropped_moments("fc.weight", weight, 0.3);

  EXPECT_EQ(moments.name, "fc.weight");
  EXPECT_EQ(moments.kl, 0.0);
  // Five standard errors. By hand: sd sqrt(3/7) |w|; the standard deviation of its estimate over 5,000 draws
  // is below 1 % for this kurtosis.
  EXPECT_TRUE(torch::allclose(moments.mean, weight));
  EXPECT_LT(
      ((all.mean(0) - moments.mean).abs() / (moments.sd / std::sqrt(5000.0) + 1e-9)).max().item<double>(),
      5.0);
  EXPECT_TRUE(torch::allclose(all.std(0), moments.sd, /*rtol=*/0.05));
  EXPECT_NEAR(moments.sd[0].item<double>(), 2.0 * std::sqrt(3.0 / 7.0), 1e-6);
}

TEST(MonteCarloDropout, GivenRatesOutOfRangeWhenCheckedThenErrorIsThrown) {
  for (const double rate : {-0.1, 1.0, 1.2, double{NAN}}) {
    EXPECT_THROW(require_dropout({rate, DropoutUnit::kElement}, "layer"), Error) << rate;
  }
  EXPECT_NO_THROW(require_dropout({0.0, DropoutUnit::kElement}, "layer"));
  EXPECT_NO_THROW(require_dropout({0.999, DropoutUnit::kElement}, "layer"));
}

TEST(MonteCarloDropout, GivenGaussianNoiseWhenMultipliedThenMeanAndVarianceAreThoseOfDropout) {
  const Draw draw(kKey);
  DropoutOptions options{0.2, DropoutUnit::kElement};
  options.noise = DropoutNoise::kGaussianInputs;

  const auto factors = monte_carlo_dropout(torch::ones({50, 8, 5, 5}, torch::kFloat64), options);

  // N(1, 0.2 / 0.8), over 10,000 elements: five standard errors, of the variance 0.25 sqrt(2 / 10,000).
  EXPECT_NEAR(factors.mean().item<double>(), 1.0, 5 * 0.5 / 100);
  EXPECT_NEAR(factors.var().item<double>(), 0.25, 5 * 0.25 * std::sqrt(2.0) / 100);
  // Three in a thousand are beyond 3 standard deviations, none of them 0 or 1 / (1 - rate).
  EXPECT_LT(factors.min().item<double>(), 0.0);
  EXPECT_EQ(factors.eq(0.0).sum().item<std::int64_t>(), 0);
}

TEST(DropWeights, GivenAShareWhenDroppedThenItIsZeroTheRestScaledAndTheInputPasses) {
  DropoutOptions options{0.2};
  options.noise = DropoutNoise::kWeights;
  const auto weight = torch::ones({100, 100}), input = torch::randn({3, 4});
  const Draw draw(kKey);

  const auto dropped = drop_weights(weight, options);

  EXPECT_NEAR(dropped.eq(0.0).to(torch::kFloat64).mean().item<double>(), 0.2, 0.02);  // five standard errors
  EXPECT_TRUE(torch::allclose(dropped.masked_select(dropped.ne(0.0)), torch::full({1}, 1.25)));
  EXPECT_TRUE(drop_weights(weight, options).equal(dropped));  // in one draw it is one weight
  EXPECT_FALSE(drop_weights(torch::ones({100, 100}), options).equal(dropped));
  EXPECT_TRUE(monte_carlo_dropout(input, options).equal(input));
}

TEST(DropWeights, GivenDropoutOfInputsOrAGuardWhenAskedForThenWeightsPass) {
  const auto weight = torch::randn({3, 4});
  DropoutOptions options{0.5};

  EXPECT_TRUE(drop_weights(weight, options).equal(weight));

  options.noise = DropoutNoise::kWeights;
  const DropoutOffGuard guard;
  EXPECT_TRUE(drop_weights(weight, options).equal(weight));
}

}  // namespace
}  // namespace bayes

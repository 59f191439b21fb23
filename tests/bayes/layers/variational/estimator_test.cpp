#include "bayes/layers/variational/estimator.h"

#include <gtest/gtest.h>

#include "bayes/core/error.h"
#include "bayes/core/guards.h"
#include "bayes/posteriors/low_rank_gaussian.h"
#include "bayes/posteriors/matrix_gaussian.h"
#include "bayes/posteriors/radial.h"
#include "bayes/posteriors/rank_one_posterior.h"
#include "bayes/posteriors/tied_gaussian.h"
#include "tests/bayes/layers/many_outputs.h"

namespace bayes {
namespace {

const Draw::Key kKey{5, Stream::kTraining, 0, 0};

// What an estimator asks of its affine map.
struct Call {
  torch::Tensor input;
  torch::Tensor weight;
  torch::Tensor output;
};

std::vector<Call> calls_of(Estimator estimator, RandomAffine random) {
  std::vector<Call> calls;
  const auto inner = random.affine;
  random.affine = [&](const torch::Tensor& x, const torch::Tensor& w, const torch::Tensor& b) {
    calls.push_back({x, w, inner(x, w, b)});
    return calls.back().output;
  };
  const Draw draw(kKey);
  random.output(estimator);
  return calls;
}

// 8 white images: what signs multiply them by is what comes out.
RandomAffine images_of_ones() {
  auto random = random_convolution();
  random.input = torch::ones({8, 2, 4, 4}, torch::kFloat64);
  return random;
}

TEST(Flipout, GivenSignsWhenDrawnThenTheyAreConstantOverPixelsAndDifferOverExamplesAndChannels) {
  const auto random = images_of_ones();

  const auto calls = calls_of(Estimator::kFlipout, random);

  ASSERT_EQ(calls.size(), 2U);
  const auto sign_in = calls[1].input;
  EXPECT_TRUE(torch::equal(sign_in.abs(), torch::ones_like(sign_in)));
  // The trap: signs drawn per pixel.
  EXPECT_TRUE(torch::equal(sign_in, sign_in.slice(2, 0, 1).slice(3, 0, 1).expand_as(sign_in)));
  // The other: signs shared across the batch, or across channels.
  EXPECT_FALSE(torch::equal(sign_in, sign_in.slice(0, 0, 1).expand_as(sign_in)));
  EXPECT_FALSE(torch::equal(sign_in, sign_in.slice(1, 0, 1).expand_as(sign_in)));
}

TEST(Flipout, GivenOutputSignsWhenDrawnThenTheyAreConstantOverPixelsAndDifferOverExamplesAndChannels) {
  const auto random = images_of_ones();
  const auto calls = calls_of(Estimator::kFlipout, random);
  const Draw draw(kKey);

  const auto output = random.output(Estimator::kFlipout);

  const auto sign_out = (output - calls[0].output) / calls[1].output;
  EXPECT_TRUE(torch::allclose(sign_out.abs(), torch::ones_like(sign_out), 1e-9));
  const auto rounded = sign_out.sign();
  EXPECT_TRUE(torch::equal(rounded, rounded.slice(2, 0, 1).slice(3, 0, 1).expand_as(rounded)));
  EXPECT_FALSE(torch::equal(rounded, rounded.slice(0, 0, 1).expand_as(rounded)));
  EXPECT_FALSE(torch::equal(rounded, rounded.slice(1, 0, 1).expand_as(rounded)));
}

TEST(Flipout, GivenABatchWhenDrawnThenAllExamplesShareOnePerturbation) {
  const auto random = images_of_ones();

  const auto calls = calls_of(Estimator::kFlipout, random);

  EXPECT_TRUE(torch::equal(calls[0].weight, random.weight->mu));
  EXPECT_EQ(calls[1].weight.sizes(), random.weight->mu.sizes());  // no dimension for examples
}

TEST(LocalReparameterisation, GivenAllBlackPatchesWhenBackpropagatedThenGradientsAreFinite) {
  const auto weight = varied_posterior({3, 2, 3, 3});
  auto input = torch::zeros({2, 2, 6, 6}, torch::kFloat64);
  input.slice(3, 0, 2).fill_(1.0);  // the right part of the image stays black
  input.requires_grad_(true);
  const Affine convolution = [](const torch::Tensor& x, const torch::Tensor& w, const torch::Tensor& b) {
    return torch::conv2d(x, w, b);
  };
  const Draw draw(kKey);

  const auto output = draw_output(Estimator::kLocalReparameterisation, input, weight,
                                  MeanFieldGaussian{nullptr}, convolution);
  (output.square().sum() + draw.kl()).backward();

  // The trap: the derivative of sqrt at 0 is infinite, and infinite times 0 is not a number.
  for (const auto& tensor : {weight->mu.grad(), weight->rho.grad(), input.grad(), output}) {
    EXPECT_TRUE(torch::isfinite(tensor).all().item<bool>());
  }
  EXPECT_GT(weight->rho.grad().abs().min().item<double>(), 0.0);
  EXPECT_LT(output.slice(3, 2).abs().max().item<double>(), 1e-6);  // black in, nothing out
}

TEST(Estimator, GivenAPosteriorOfDependentWeightsWhenTheEstimatorNeedsThemIndependentThenItIsRefused) {
  const auto prior = GaussianPrior().ptr();
  for (const auto& [name, estimator] : enum_names(Estimator{})) {
    const bool needs = estimator != Estimator::kWeightSampling;
    for (const auto& kind :
         {low_rank_posterior(), matrix_posterior(), rank_one_posterior(), radial_posterior()}) {
      const VariationalOptions options{0.1, estimator, kind};
      if (needs) {
        EXPECT_THROW(posterior_for(options, {2, 3}, prior, "test"), Error) << name;
      } else {
        EXPECT_NO_THROW(posterior_for(options, {2, 3}, prior, "test")) << name;
      }
    }
    EXPECT_NO_THROW(posterior_for({0.1, estimator, tied_posterior()}, {2, 3}, prior, "test")) << name;
  }
}

TEST(Estimator, GivenPrunedWeightsWhenDrawnThenOutputsAreThoseOfTheRest) {
  for (const auto& [name, estimator] : enum_names(Estimator{})) {
    auto random = random_linear();
    random.weight->prune(torch::ones({2, 4}, torch::kBool));
    random.bias->prune(torch::ones({2}, torch::kBool));

    const Draw draw(kKey, /*first_example=*/0, Draw::Kl::kSkip);
    EXPECT_LT(random.output(estimator).abs().max().item<double>(), 1e-6) << name;
  }
}

TEST(Estimator, GivenAPosteriorMeanGuardWhenDrawnThenOneAffineMapIsDone) {
  for (const auto& [name, estimator] : enum_names(Estimator{})) {
    const PosteriorMeanGuard guard;

    EXPECT_EQ(calls_of(estimator, random_linear()).size(), 1U) << name;
  }
}

}  // namespace
}  // namespace bayes

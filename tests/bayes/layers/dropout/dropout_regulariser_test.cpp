// What dropout adds to the objective, by its definition: the mean of -log prior over the weights as they act,
// drawn by the layers' own noise.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "bayes/core/draw.h"
#include "bayes/layers/dropout/dropout_affine.h"
#include "bayes/layers/dropout/dropout_embedding.h"
#include "bayes/layers/dropout/dropout_recurrence.h"
#include "bayes/layers/dropout/monte_carlo_dropout.h"
#include "bayes/posteriors/random_weights.h"
#include "bayes/priors/gaussian.h"
#include "bayes/priors/student_t.h"

namespace bayes {
namespace {

DropoutOptions dropout_of(DropoutNoise noise, DropoutUnit unit = DropoutUnit::kElement) {
  DropoutOptions options{0.3, unit};
  options.noise = noise;
  return options;
}

// A weight as it acts in one draw: each element by a factor of its own, as a prior over weights sees it.
torch::Tensor as_it_acts(const torch::Tensor& weight, const DropoutOptions& options) {
  if (options.noise == DropoutNoise::kWeights) return drop_weights(weight, options);
  return weight.flatten().unsqueeze(0) *
         dropout_factors({1, weight.numel()}, options, weight.options().requires_grad(false));
}

struct Penalty {
  double mean = 0.0, error = 0.0;
};

// Over 4,000 draws, of all tensors that are dropped; the others as they are.
Penalty by_draws(const std::vector<torch::Tensor>& dropped, const std::vector<torch::Tensor>& whole,
                 const DropoutOptions& options, const Prior& prior) {
  constexpr std::uint32_t kDraws = 4000;
  const torch::NoGradGuard no_grad;
  double sum = 0.0, squares = 0.0;
  for (std::uint32_t s = 0; s < kDraws; ++s) {
    const Draw draw({11, Stream::kPrediction, 0, s}, 0, Draw::Kl::kSkip);
    double penalty = 0.0;
    for (const auto& weight : dropped)
      penalty -= prior.log_density(as_it_acts(weight, options)).item<double>();
    for (const auto& weight : whole) penalty -= prior.log_density(weight).item<double>();
    sum += penalty;
    squares += penalty * penalty;
  }
  const double mean = sum / kDraws;
  return {mean, std::sqrt((squares / kDraws - mean * mean) / kDraws)};
}

class DropoutRegulariser : public testing::TestWithParam<DropoutOptions> {
 protected:
  void expect_by_definition(const torch::nn::Module& layer, const std::vector<torch::Tensor>& dropped,
                            const std::vector<torch::Tensor>& whole) {
    for (const auto& prior :
         std::vector<std::shared_ptr<const Prior>>{GaussianPrior(GaussianPriorOptions{0.1, 0.4}).ptr(),
                                                   StudentTPrior(StudentTPriorOptions{4.0, 0.5}).ptr()}) {
      const auto expected = by_draws(dropped, whole, GetParam(), *prior);
      EXPECT_NEAR(point_penalty(layer, *prior).item<double>(), expected.mean, 5 * expected.error + 1e-3);
      double reported = 0.0;
      for (const auto& moments : weight_moments(layer, *prior)) reported += moments.kl;
      EXPECT_NEAR(reported, expected.mean, 5 * expected.error + 1e-3);
    }
  }
};

TEST_P(DropoutRegulariser, GivenALinearLayerWhenPenalisedThenItIsTheMeanOverItsWeightsAsTheyAct) {
  torch::manual_seed(1);
  const DropoutLinear layer(torch::nn::LinearOptions(5, 4), GetParam());

  expect_by_definition(*layer, {layer->weight}, {layer->bias});
}

TEST_P(DropoutRegulariser, GivenAConvolutionWhenPenalisedThenItIsTheMeanOverItsWeightsAsTheyAct) {
  torch::manual_seed(2);
  const DropoutConv2d layer(torch::nn::Conv2dOptions(2, 3, 3), GetParam());

  expect_by_definition(*layer, {layer->weight}, {layer->bias});
}

TEST_P(DropoutRegulariser, GivenWordsWhenPenalisedThenItIsTheMeanOverTheirVectorsAsTheyAct) {
  torch::manual_seed(3);
  const DropoutEmbedding layer(torch::nn::EmbeddingOptions(6, 3), GetParam());

  expect_by_definition(*layer, {layer->weight}, {});
}

TEST_P(DropoutRegulariser, GivenAnLstmThatSeesDataWhenPenalisedThenItsFirstWeightsCountAsTheyAre) {
  torch::manual_seed(4);
  const DropoutLSTM layer(torch::nn::LSTMOptions(3, 2).batch_first(true), GetParam(), LayerInput::kData);
  const auto named = layer->named_parameters();
  const auto of_input = named["weight_ih_l0"], of_state = named["weight_hh_l0"];
  const std::vector<torch::Tensor> biases{named["bias_ih_l0"], named["bias_hh_l0"]};

  if (GetParam().noise == DropoutNoise::kWeights) {
    expect_by_definition(*layer, {of_input, of_state}, biases);
  } else {
    expect_by_definition(*layer, {of_state}, {of_input, biases[0], biases[1]});
  }
}

const char* const kNames[] = {"Inputs", "Channels", "Gaussian", "Weights"};

INSTANTIATE_TEST_SUITE_P(Kinds, DropoutRegulariser,
                         testing::Values(dropout_of(DropoutNoise::kInputs),
                                         dropout_of(DropoutNoise::kInputs, DropoutUnit::kChannel),
                                         dropout_of(DropoutNoise::kGaussianInputs),
                                         dropout_of(DropoutNoise::kWeights)),
                         [](const auto& info) { return kNames[info.index]; });

}  // namespace
}  // namespace bayes

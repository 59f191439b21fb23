#include "bayes/layers/operators/linear_places.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/core/draw.h"
#include "bayes/core/guards.h"
#include "bayes/layers/dropout/concrete_dropout_affine.h"
#include "bayes/layers/dropout/dropout_affine.h"
#include "bayes/layers/variational/variational_affine.h"
#include "bayes/layers/variational/variational_embedding.h"
#include "bayes/layers/variational/variational_recurrence.h"

namespace bayes {
namespace {

const Draw::Key kKey{3, Stream::kTraining, 0, 0};

VariationalLinear layer_with(Estimator estimator) {
  VariationalOptions options;
  options.initial_sigma = 0.5;
  options.estimator = estimator;
  return VariationalLinear(torch::nn::LinearOptions(4, 3), options);
}

const std::vector<Estimator> kEstimators{Estimator::kWeightSampling, Estimator::kLocalReparameterisation,
                                         Estimator::kFlipout};

TEST(LinearPlaces, GivenMeansWhenInputsHaveAnyShapeThenOutputsAreThoseOfLibTorch) {
  for (const auto estimator : kEstimators) {
    auto layer = layer_with(estimator);
    const PosteriorMeanGuard guard;
    for (const std::vector<std::int64_t>& sizes :
         {std::vector<std::int64_t>{4}, {5, 4}, {5, 2, 4}, {5, 2, 3, 4}}) {
      const auto x = torch::randn(sizes);

      const auto expected = torch::linear(x, layer->weight->mean(), layer->bias->mean());

      EXPECT_TRUE(torch::allclose(layer->forward(x), expected, 1e-5, 1e-6)) << sizes.size() << " dimensions";
    }
  }
}

TEST(LinearPlaces, GivenOneDrawOfTheWeightsWhenPlacesAreManyThenAllOfThemSeeIt) {
  auto layer = layer_with(Estimator::kWeightSampling);
  const auto x = torch::randn({5, 3, 4});
  const Draw draw(kKey);

  const auto at_places = layer->forward(x);
  const auto row_by_row = layer->forward(x.view({15, 4})).view({5, 3, 3});

  EXPECT_TRUE(torch::allclose(at_places, row_by_row, 1e-5, 1e-6));
}

// Signs and masks are an example's, as they are in convolutions: one row at all places gives one output.
TEST(LinearPlaces, GivenTheSameRowAtAllPlacesWhenNoiseIsPerExampleThenOutputsDifferBetweenExamplesOnly) {
  const auto x = torch::randn({1, 1, 4}).expand({6, 3, 4}).contiguous();
  auto flipout = layer_with(Estimator::kFlipout);
  ConcreteDropoutLinear concrete(4, 3);
  DropoutOptions by_channel{/*dropout_rate=*/0.5};
  by_channel.unit = DropoutUnit::kChannel;
  DropoutLinear dropout(torch::nn::LinearOptions(4, 3), by_channel);
  const auto check = [&](const torch::Tensor& output) {
    EXPECT_TRUE(torch::allclose(output.narrow(1, 1, 1), output.narrow(1, 0, 1), 1e-5, 1e-6));
    EXPECT_FALSE(torch::allclose(output[0], output[1], 1e-3, 1e-3) && torch::allclose(output[1], output[2]));
  };
  const Draw draw(kKey);

  check(flipout->forward(x));
  check(concrete->forward(x));
  check(dropout->forward(x));
}

// Moments of local reparameterisation (Kingma et al. 2015, section 2.3): x mu and x^2 sigma^2, each place by
// itself.
TEST(LinearPlaces, GivenManyDrawsWhenReparameterisedLocallyThenMomentsAreThoseOfEachPlace) {
  auto layer = layer_with(Estimator::kLocalReparameterisation);
  const auto x = torch::randn({1, 2, 4}).expand({20000, 2, 4}).contiguous();
  const torch::NoGradGuard no_grad;
  const Draw draw(kKey);

  const auto output = layer->forward(x).to(torch::kFloat64);

  const auto mean = torch::linear(x[0], layer->weight->mean(), layer->bias->mean()).to(torch::kFloat64);
  const auto variance =
      torch::linear(x[0].square(), layer->weight->variance(), layer->bias->variance()).to(torch::kFloat64);
  // Five standard errors of 20,000 draws: of a mean sd / sqrt(N), of a variance v sqrt(2 / N).
  EXPECT_LT(((output.mean(0) - mean).abs() / (variance / 20000).sqrt()).max().item<double>(), 5.0);
  EXPECT_LT(((output.var(0) / variance - 1.0).abs()).max().item<double>(), 5.0 * std::sqrt(2.0 / 20000));
}

TEST(LinearPlaces, GivenAnotherLastDimensionWhenRunThenErrorIsThrown) {
  auto layer = layer_with(Estimator::kFlipout);

  EXPECT_THROW(layer->forward(torch::ones({5, 4, 3})), Error);
  EXPECT_THROW(layer->forward(torch::ones({3})), Error);
  EXPECT_THROW(layer->forward(torch::scalar_tensor(1.0)), Error);
}

TEST(LayerConstructors, GivenSizesAloneWhenMadeThenLayersAreThoseOfTheOptions) {
  EXPECT_EQ(VariationalLinear(10, 5)->weight->mean().sizes(), (torch::IntArrayRef{5, 10}));
  EXPECT_EQ(DropoutLinear(10, 5)->weight.sizes(), (torch::IntArrayRef{5, 10}));
  EXPECT_EQ(VariationalConv2d(1, 8, 5)->weight->mean().sizes(), (torch::IntArrayRef{8, 1, 5, 5}));
  EXPECT_EQ(VariationalConv1d(2, 3, 4)->weight->mean().sizes(), (torch::IntArrayRef{3, 2, 4}));
  EXPECT_EQ(VariationalEmbedding(7, 2)->embedding.num_embeddings(), 7);
  EXPECT_EQ(VariationalLSTM(4, 6)->recurrence.hidden_size(), 6);
}

}  // namespace
}  // namespace bayes

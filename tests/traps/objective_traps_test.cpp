#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/engine/sharded_gradient.h"
#include "bayes/layers/families/variational_layers.h"
#include "bayes/layers/variational/variational_affine.h"
#include "bayes/methods/bayes_by_backprop.h"
#include "bayes/optimizers/one_moment_optimizers.h"
#include "bayes/posteriors/random_weights.h"
#include "bayes/priors/flat.h"
#include "models/lenet5.h"
#include "tests/support/small_training.h"

// Bugs of the objective that were found in public libraries for Bayesian neural networks.
namespace bayes {
namespace {

// One layer of ten weights N(0.3, 0.2^2) under the prior N(0, 0.5^2).
VariationalLinear ten_weights() {
  VariationalLinear layer(torch::nn::LinearOptions(5, 2).bias(false), VariationalOptions{0.2},
                          GaussianPrior(GaussianPriorOptions{0.0, 0.5}).ptr());
  const torch::NoGradGuard no_grad;
  layer->weight->mean().fill_(0.3);
  return layer;
}

double kl_of(VariationalLinear& layer, std::int64_t batch) {
  const Draw draw({1});
  layer->forward(torch::ones({batch, 5}));
  return draw.kl().item<double>();
}

// By hand, per weight: log(0.5 / 0.2) + (0.04 + 0.09) / 0.5 - 0.5.
const double kEach = std::log(2.5) + 0.26 - 0.5;

TEST(Trap, KlAveragedInsteadOfSummed) {
  auto layer = ten_weights();

  EXPECT_NEAR(kl_of(layer, /*batch=*/1), 10 * kEach, 1e-4);
  EXPECT_GT(10 * kEach, 6.0);  // an average would be ten times less
}

TEST(Trap, KlDividedByTheBatchSize) {
  auto layer = ten_weights();

  EXPECT_EQ(kl_of(layer, /*batch=*/1), kl_of(layer, /*batch=*/64));
}

TEST(Trap, KlReversed) {
  auto layer = ten_weights();
  // By hand, KL(prior || posterior), which is another number: log(0.2 / 0.5) + (0.25 + 0.09) / 0.08 - 0.5.
  const double reversed = std::log(0.4) + 0.34 / 0.08 - 0.5;

  EXPECT_GT(std::abs(kl_of(layer, 1) - 10 * reversed), 10.0);
  EXPECT_NEAR(kl_of(layer, 1), 10 * kEach, 1e-4);
}

TEST(Trap, PriorVarianceUsedAsItsStandardDeviation) {
  const GaussianPrior prior(GaussianPriorOptions{0.0, 0.1});

  const double log_density = prior->log_density(torch::full({1}, 0.1, torch::kFloat64)).item<double>();

  // By hand at one standard deviation.
  EXPECT_NEAR(log_density, -0.5 - std::log(0.1 * std::sqrt(2 * M_PI)), 1e-12);
}

TEST(Trap, WeightDecayAppliedToRho) {
  ThreadPool pool(1);
  support::Recorder recorder;
  auto training = support::small_training(pool, recorder);
  training.optimizer = sgd({0.01, 0.0, /*weight_decay=*/0.1});

  // Refused with a prior; and without one there is no variational posterior, hence no rho to decay.
  EXPECT_THROW(bayes_by_backprop({}, support::small_problem())->fit(training), Error);
  EXPECT_THROW(bayes_by_backprop({}, {support::small_problem().architecture, FlatPrior().ptr(),
                                      support::three_classes(), 0}),
               Error);
}

TEST(Trap, MinibatchWeightsThatOverflowInLongEpochs) {
  // Blundell et al. 2015, section 3.4, weigh batch i of M by 2^(M - i): beyond 1,024 batches not a double.
  constexpr std::int64_t kImages = 1100;
  ThreadPool pool(1);
  support::Recorder recorder;
  auto training = support::small_training(pool, recorder);
  training.train = support::bright_pixels(kImages);
  training.validation = {};
  training.options.epochs = training.options.batch_size = training.options.shards = 1;
  training.optimizer = sgd({1e-30, 0.0, 0.0});  // stands still, so that the KL is one number

  bayes_by_backprop({}, support::small_problem())->fit(training);

  // Over an epoch the batches' objectives sum to the likelihood of all images and one whole KL.
  const auto& epoch = recorder.epochs.at(0);
  EXPECT_EQ(recorder.steps.size(), static_cast<std::size_t>(kImages));
  EXPECT_NEAR((epoch.train_loss - epoch.train_nll) * kImages, epoch.kl, 1e-3 * epoch.kl);
}

TEST(Trap, LocalReparameterisationHasNanGradientsOnBlackImages) {
  VariationalOptions options;
  options.estimator = Estimator::kLocalReparameterisation;
  const auto factory = std::make_shared<VariationalLayers>(options, GaussianPrior().ptr());
  const auto network = models::lenet5({}, {})(factory);
  NamedParameters parameters;
  for (const auto& parameter : network->named_parameters())
    parameters.emplace_back(parameter.key(), parameter.value());
  const Batch black{torch::zeros({2, 1, 28, 28}), torch::zeros({2}, torch::kInt64), torch::arange(2)};
  ThreadPool pool(1);

  // Throws where a gradient is not finite.
  EXPECT_NO_THROW(sharded_gradient(*network, *FlatPrior(), support::of_three_classes(), parameters, black,
                                   Sharding{2}, 1e-3, {1}, pool));
}

}  // namespace
}  // namespace bayes

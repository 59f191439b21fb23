// Regression: the noise that a likelihood learns beside the network, and linear models whose answer is known.
#include <ATen/CPUGeneratorImpl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/types.h>
#include <torch/utils.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "bayes/engine/fused_step.h"
#include "bayes/engine/generic_step.h"
#include "bayes/layers/families/convert.h"
#include "bayes/layers/families/deterministic_layers.h"
#include "bayes/layers/families/variational_layers.h"
#include "bayes/layers/families/with_learnt.h"
#include "bayes/likelihoods/gaussian.h"
#include "bayes/likelihoods/heteroscedastic.h"
#include "bayes/methods/bayes_by_backprop.h"
#include "bayes/methods/deep_ensemble.h"
#include "bayes/methods/map.h"
#include "bayes/optimizers/one_moment_optimizers.h"
#include "bayes/posteriors/random_weights.h"
#include "bayes/prediction/sample_predictive.h"
#include "bayes/predictive/mixture_predictive.h"
#include "bayes/priors/flat.h"
#include "tests/support/small_training.h"

namespace bayes {
namespace {

constexpr double kNoise = 0.3;

// Two inputs; y = x1 - x2 / 2 + 0.3 + noise.
Examples linear_data(std::int64_t count, std::uint64_t seed) {
  auto generator = at::detail::createCPUGenerator(seed);
  const auto inputs = torch::randn({count, 2}, generator);
  const auto noise = kNoise * torch::randn({count, 1}, generator);
  return {inputs, inputs.matmul(torch::tensor({1.0f, -0.5f}).reshape({2, 1})) + 0.3 + noise};
}

// [N, 3]: the inputs and 1, in double.
torch::Tensor design(const Examples& data) {
  return torch::cat({data.inputs, torch::ones({data.size(), 1})}, 1).to(torch::kFloat64);
}

Problem linear_problem(std::shared_ptr<const Likelihood> likelihood, std::shared_ptr<const Prior> prior,
                       std::vector<std::int64_t> hidden = {}) {
  return {models::mlp({std::move(hidden)}, {1, 1, 2, likelihood->outputs()}), std::move(prior), likelihood,
          3};
}

std::shared_ptr<const Prior> standard_normal() { return GaussianPrior(GaussianPriorOptions{0.0, 1.0}).ptr(); }

// Each epoch one step over all data.
Training whole_batches(const Examples& train, std::int64_t epochs, ThreadPool& pool,
                       TrainingObserver& observer) {
  auto training = support::small_training(pool, observer);
  training.train = train;
  training.validation = {};
  training.options.epochs = epochs;
  training.options.batch_size = train.size();
  training.schedule = cosine_schedule({0.01});
  return training;
}

// The weights and then the bias.
torch::Tensor flat(const WeightMoments& weight, const WeightMoments& bias,
                   torch::Tensor WeightMoments::*part) {
  return torch::cat({(weight.*part).flatten(), (bias.*part).flatten()}).to(torch::kFloat64);
}

// Bishop 2006, equations 3.53 and 3.54; the factorised Gaussian nearest in KL(q || p) has the posterior's
// means, and as precisions the diagonal of its precision (section 10.1.2).
TEST(Regression, GivenALinearModelOfKnownNoiseWhenFittedThenTheMeanFieldIsThatOfTheExactPosterior) {
  ThreadPool pool(2);
  support::Recorder recorder;
  const auto data = linear_data(200, 1);
  const auto method = bayes_by_backprop({{0.05, Estimator::kLocalReparameterisation}},
                                        linear_problem(gaussian({kNoise}, 1), standard_normal()));
  auto training = whole_batches(data, 600, pool, recorder);
  training.options.ema_decay = 0.98;

  ASSERT_TRUE(method->fit(training));

  const auto x = design(data);
  const auto precision = x.t().matmul(x) / (kNoise * kNoise) + torch::eye(3, torch::kFloat64);
  const auto exact = precision.inverse().matmul(x.t().matmul(data.targets.to(torch::kFloat64))).flatten() /
                     (kNoise * kNoise);
  const auto exact_sd = precision.diag().rsqrt();
  const auto moments = method->weight_moments();
  ASSERT_EQ(moments.size(), 2u);
  const auto mean = flat(moments[0], moments[1], &WeightMoments::mean);
  const auto sd = flat(moments[0], moments[1], &WeightMoments::sd);
  // The noise of the gradient moves the average by 0.15 of these deviations, so NumPy found over seeds.
  EXPECT_LT(((mean - exact) / exact_sd).abs().max().item<double>(), 0.4);
  EXPECT_LT((sd / exact_sd).log().abs().max().item<double>(), 0.3);
}

// By maximum likelihood the noise is the root of the mean squared residual of least squares.
TEST(Regression, GivenNoPriorWhenTheNoiseIsLearntThenItIsTheResidualsStandardDeviation) {
  ThreadPool pool(1);
  support::Recorder recorder;
  const auto data = linear_data(300, 2);
  const auto method = map({}, linear_problem(gaussian({}, 1), FlatPrior().ptr()));

  ASSERT_TRUE(method->fit(whole_batches(data, 800, pool, recorder)));

  const auto x = design(data), y = data.targets.to(torch::kFloat64);
  const auto residual = y - x.matmul(x.t().matmul(x).inverse().matmul(x.t().matmul(y)));
  const double expected = residual.square().mean().sqrt().item<double>();
  const auto state = method->save();
  EXPECT_NEAR(state.at("likelihood.learnt").exp().item<double>(), expected, 1e-3);
  EXPECT_NEAR(recorder.epochs.back().train_figure, expected, 1e-3);  // the rmse
  EXPECT_EQ(recorder.epochs.back().figure, "rmse");
}

// With a prior so narrow that a weight could not leave 0, the noise is where it would be without.
TEST(Regression, GivenANarrowPriorWhenTheNoiseIsLearntThenNoPriorHoldsIt) {
  ThreadPool pool(1);
  support::Recorder recorder;
  const auto data = linear_data(300, 2);
  const auto method =
      map({}, linear_problem(gaussian({}, 1), GaussianPrior(GaussianPriorOptions{0.0, 1e-3}).ptr()));

  ASSERT_TRUE(method->fit(whole_batches(data, 800, pool, recorder)));

  const double sd = method->save().at("likelihood.learnt").exp().item<double>();
  EXPECT_NEAR(sd, data.targets.square().mean().sqrt().item<double>(), 0.01);
  ASSERT_EQ(method->weight_moments().size(), 2u);  // of the weight and the bias alone
}

TEST(Regression, GivenDrawsWhenPredictedThenTheyHaveTheLearntNoise) {
  ThreadPool pool(2);
  support::Recorder recorder;
  const auto problem = linear_problem(gaussian({}, 1), standard_normal(), {8});
  const auto method = bayes_by_backprop({}, problem);
  auto training = whole_batches(linear_data(100, 4), 5, pool, recorder);
  training.validation = linear_data(20, 5);
  ASSERT_TRUE(method->fit(training));

  const auto predictive = sample_predictive(
      *problem.likelihood,
      [&](const torch::Tensor& inputs, const Draw::Key& key, const torch::Tensor& examples) {
        return method->sample_logits(inputs, key, examples);
      },
      keyed_by_place(training.validation.inputs), 6, {7, Stream::kPrediction, 0, 0}, pool);

  const double sd = method->save().at("likelihood.learnt").exp().item<double>();
  const auto uncertainty = predictive->uncertainty();
  EXPECT_TRUE(uncertainty.aleatoric.allclose(torch::full({20}, sd * sd, torch::kFloat64), 1e-5));
  EXPECT_GT(uncertainty.epistemic.min().item<double>(), 0.0);
  EXPECT_TRUE(std::isfinite(recorder.epochs.back().validation_nll));
}

TEST(Regression, GivenAStopAfterAnyStepWhenResumedThenTheNoiseAndAllElseEndAtTheSameBits) {
  DeepEnsembleOptions two;
  two.members = 2;
  const auto problem = linear_problem(gaussian({}, 1), standard_normal(), {4});
  const std::vector<std::function<std::unique_ptr<InferenceMethod>()>> all = {
      [&] { return map({}, problem); }, [&] { return bayes_by_backprop({}, problem); },
      [&] { return deep_ensemble(two, problem); }};
  const auto fit = [](InferenceMethod& method, support::Recorder& recorder) {
    ThreadPool pool(1);
    auto training = support::small_training(pool, recorder);
    training.train = linear_data(20, 6);
    training.validation = linear_data(9, 7);
    training.options.ema_decay = 0.8;
    return method.fit(training);
  };
  for (const auto& fresh : all) {
    support::Recorder whole;
    const auto uninterrupted = fresh();
    ASSERT_TRUE(fit(*uninterrupted, whole));
    for (std::size_t stop = 1; stop < whole.steps.size(); ++stop) {
      support::Recorder first(stop), second;
      const auto stopped = fresh(), resumed = fresh();
      fit(*stopped, first);

      resumed->restore_training(support::copy_of(stopped->training_state()));
      ASSERT_TRUE(fit(*resumed, second));

      EXPECT_TRUE(support::same_bits(resumed->save(), uninterrupted->save())) << "after step " << stop;
    }
    const auto loaded = fresh();
    loaded->load(uninterrupted->save());
    EXPECT_TRUE(support::same_bits(loaded->save(), uninterrupted->save()));
    std::size_t learnt = 0;
    for (const auto& [name, tensor] : uninterrupted->save()) {
      if (name.find("likelihood.learnt") == std::string::npos) continue;
      EXPECT_NE(tensor.item<float>(), static_cast<float>(std::log(0.5))) << name;
      ++learnt;
    }
    EXPECT_EQ(learnt, uninterrupted->moments_by_network().size());  // one a network
  }
}

// The fused step has no prior on it either: with one the two would differ by 0.1 * 0.1 * log 2.
TEST(Regression, GivenBothStepsWhenRunThenTheyGiveTheSameSumsAndWeights) {
  ThreadPool pool(2);
  const auto data = linear_data(40, 2);
  const auto problem = linear_problem(gaussian({}, 1), standard_normal(), {6});
  const auto architecture = with_learnt(problem.architecture, problem.likelihood->learnt());
  StepOptions options;
  options.sharding = {/*shards=*/3, /*draws=*/1};
  std::vector<torch::Tensor> weights;
  std::vector<BatchLoss> sums;
  for (const bool fused : {true, false}) {
    torch::manual_seed(1);
    const auto network =
        architecture(std::make_shared<VariationalLayers>(VariationalOptions{0.1}, problem.prior));
    NamedParameters parameters;
    for (const auto& parameter : network->named_parameters())
      parameters.emplace_back(parameter.key(), parameter.value());
    const auto optimizer = sgd(SgdOptions{})(parameters);
    const auto step = fused ? fused_step(*network, *problem.prior, *problem.likelihood, parameters,
                                         *optimizer, options, data, pool, /*seed=*/5)
                            : generic_step(*network, *problem.prior, *problem.likelihood, parameters,
                                           *optimizer, options, pool);
    ASSERT_TRUE(step);
    StepSettings settings;
    settings.key = {5, Stream::kTraining, 0, 0};
    settings.complexity_factor = 0.1;
    settings.learning_rate = 0.1;
    sums.push_back(step->run(data, torch::arange(20, torch::kInt64), settings));
    std::vector<torch::Tensor> all;
    for (const auto& [name, value] : parameters) all.push_back(value.detach().flatten());
    weights.push_back(torch::cat(all));
  }

  EXPECT_NEAR(sums[0].nll, sums[1].nll, 1e-3);
  EXPECT_NEAR(sums[0].score, sums[1].score, 1e-4);
  EXPECT_LT((weights[0] - weights[1]).abs().max().item<double>(), 1e-5);
}

class LearntBeside : public testing::Test {
 protected:
  std::shared_ptr<Network> made(const std::shared_ptr<const LayerFactory>& factory) const {
    return with_learnt(plain, {0.25, -1.0})(factory);
  }
  Architecture plain = models::mlp({{4}}, {1, 1, 2, 3});
};

TEST_F(LearntBeside, GivenANetworkWhenWrappedThenItsWeightsKeepTheirNamesAndOutputsGrow) {
  const auto network = made(std::make_shared<DeterministicLayers>());
  const auto inputs = torch::randn({5, 2}, at::detail::createCPUGenerator(1));

  const auto outputs = network->forward(inputs);

  std::vector<std::string> names;
  for (const auto& [name, tensor] : module_state(*network)) names.push_back(name);
  EXPECT_EQ(names,
            (std::vector<std::string>{"f1.bias", "f1.weight", "f2.bias", "f2.weight", "likelihood.learnt"}));
  ASSERT_EQ(outputs.sizes(), (std::vector<std::int64_t>{5, 5}));
  EXPECT_TRUE(outputs.narrow(1, 3, 2).equal(torch::tensor({0.25f, -1.0f}).expand({5, 2})));
  EXPECT_TRUE(with_learnt(plain, {})(std::make_shared<DeterministicLayers>())->forward(inputs).size(1) == 3);
}

TEST_F(LearntBeside, GivenACopyWhenChangedThenTheNetworkStaysAndTheCopyPredictsAnew) {
  const auto prior = GaussianPrior(GaussianPriorOptions{}).ptr();
  const std::vector<std::shared_ptr<const LayerFactory>> factories = {
      std::make_shared<DeterministicLayers>(),
      std::make_shared<VariationalLayers>(VariationalOptions{}, prior)};
  for (const auto& factory : factories) {
    const auto network = made(factory);
    const auto before = support::copy_of(module_state(*network));

    const auto copy = network->copy();
    {
      const torch::NoGradGuard no_grad;
      EXPECT_TRUE(support::same_bits(module_state(*copy), before));
      for (auto& parameter : copy->parameters()) parameter.zero_();
    }

    EXPECT_TRUE(support::same_bits(module_state(*network), before));
    // All weights are 0, so that the mean of the outputs is; what is learnt is too.
    const Draw draw({1, Stream::kPrediction, 0, 0}, 0, Draw::Kl::kSkip);
    EXPECT_EQ(copy->forward(torch::ones({1, 2})).narrow(1, 3, 2).abs().max().item<double>(), 0.0);
    if (factory == factories[0]) {
      EXPECT_EQ(copy->forward(torch::ones({1, 2})).abs().max().item<double>(), 0.0);
    }
  }
}

TEST_F(LearntBeside, GivenAModeOrATypeWhenSetThenAllFollow) {
  const auto network = made(std::make_shared<DeterministicLayers>());

  network->eval();
  network->to(torch::kFloat64);

  for (const auto& module : network->modules()) EXPECT_FALSE(module->is_training());
  EXPECT_EQ(network->forward(torch::ones({1, 2}, torch::kFloat64)).scalar_type(), torch::kFloat64);
}

TEST_F(LearntBeside, GivenAWalkOverTheWeightsWhenTakenThenTheyAreNotAmongThem) {
  const auto bare = plain(std::make_shared<DeterministicLayers>());
  const auto network = made(std::make_shared<DeterministicLayers>());
  auto state = module_state(*bare);
  state["likelihood.learnt"] = torch::tensor({0.25f, -1.0f});
  load_module_state(*network, state);
  const GaussianPrior prior(GaussianPriorOptions{0.0, 0.5});
  const torch::NoGradGuard no_grad;

  EXPECT_EQ(weight_moments(*network, *prior).size(), 4u);
  EXPECT_EQ(point_penalty(*network, *prior).item<double>(), point_penalty(*bare, *prior).item<double>());
  ASSERT_EQ(parameters_without_prior(*network).size(), 1u);
  std::vector<torch::Tensor> masks;
  for (const auto& moments : weight_moments(*network, *prior))
    masks.push_back(torch::ones_like(moments.mean, torch::kBool));
  prune(*network, masks);
  EXPECT_TRUE(module_state(*network).at("likelihood.learnt").equal(state.at("likelihood.learnt")));
}

TEST_F(LearntBeside, GivenAPlainNetworkOrOneOfItsKindWhenStartedFromThenWeightsAreTakenAlone) {
  const auto prior = GaussianPrior(GaussianPriorOptions{}).ptr();
  const auto from = made(std::make_shared<VariationalLayers>(VariationalOptions{}, prior));
  auto saved = module_state(*from);
  saved.at("likelihood.learnt").fill_(9.0);

  const auto weights = plain_weights(saved);
  const auto bare = plain(std::make_shared<DeterministicLayers>());
  const auto network = made(std::make_shared<DeterministicLayers>());
  start_from(*bare, weights, 0.1);
  start_from(*network, weights, 0.1);

  EXPECT_EQ(weights.count("likelihood.learnt"), 0u);
  EXPECT_TRUE(module_state(*bare).at("f1.weight").equal(weights.at("f1.weight")));
  EXPECT_TRUE(module_state(*network).at("f1.weight").equal(weights.at("f1.weight")));
  EXPECT_TRUE(module_state(*network).at("likelihood.learnt").equal(torch::tensor({0.25f, -1.0f})));
}

}  // namespace
}  // namespace bayes

#include "bayes/engine/sharded_gradient.h"

#include <gtest/gtest.h>
#include <torch/autograd.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "bayes/core/cloneable.h"
#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/layers/families/deterministic_layers.h"
#include "bayes/layers/families/dropout_layers.h"
#include "bayes/layers/families/variational_layers.h"
#include "bayes/posteriors/mean_field_gaussian.h"
#include "bayes/priors/flat.h"
#include "tests/experiments/files/fault_of.h"
#include "tests/support/small_training.h"

namespace bayes {
namespace {

constexpr double kFactor = 0.01;
const Draw::Key kKey{5, Stream::kTraining, 3, 0};

// Twelve images whose places in the data set are not in order.
Batch twelve_images() {
  const auto data = support::bright_pixels(12);
  return {data.inputs, data.targets, torch::tensor({30, 2, 7, 4, 11, 5, 23, 1, 0, 9, 14, 8}, torch::kInt64)};
}

std::shared_ptr<Network> network_of(std::shared_ptr<const LayerFactory> factory) {
  torch::manual_seed(1);
  return support::small_problem().architecture(std::move(factory));
}

std::shared_ptr<Network> variational_network(Estimator estimator) {
  VariationalOptions options;
  options.estimator = estimator;
  return network_of(std::make_shared<VariationalLayers>(options, GaussianPrior().ptr()));
}

std::shared_ptr<Network> dropout_network() {
  return network_of(std::make_shared<DropoutLayers>(DropoutOptions{}));
}

std::shared_ptr<Network> plain_network() { return network_of(std::make_shared<DeterministicLayers>()); }

NamedParameters parameters_of(const Network& network) {
  NamedParameters parameters;
  for (const auto& parameter : network.named_parameters())
    parameters.emplace_back(parameter.key(), parameter.value());
  return parameters;
}

BatchGradient gradient_in(Network& network, std::int64_t shards, int threads, const Prior& prior,
                          const Batch& batch = twelve_images()) {
  ThreadPool pool(threads);
  return sharded_gradient(network, prior, support::of_three_classes(), parameters_of(network), batch,
                          Sharding{shards}, kFactor, kKey, pool);
}

BatchGradient gradient_of(Network& network, const Sharding& sharding, const Draw::Key& key) {
  ThreadPool pool(2);
  return sharded_gradient(network, *GaussianPrior(), support::of_three_classes(), parameters_of(network),
                          twelve_images(), sharding, kFactor, key, pool);
}

// Largest difference between two lists of gradients, relative to the largest gradient.
double relative_difference(const std::vector<torch::Tensor>& a, const std::vector<torch::Tensor>& b) {
  double difference = 0.0, largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference = std::max(difference, (a[i] - b[i]).abs().max().item<double>());
    largest = std::max(largest, b[i].abs().max().item<double>());
  }
  return difference / largest;
}

std::vector<torch::Tensor> backward(const Network& network, const torch::Tensor& loss) {
  loss.backward();
  std::vector<torch::Tensor> gradients;
  for (const auto& parameter : network.parameters()) gradients.push_back(parameter.grad().clone());
  return gradients;
}

// The reference: LibTorch's cross entropy (a mean) and a Gaussian's -log density by hand, no draw, no shard.
TEST(ShardedGradient, GivenAPlainNetworkWhenShardedThenTheGradientIsThatOfTheWholeBatch) {
  const auto network = plain_network();
  const GaussianPrior prior(GaussianPriorOptions{0.0, 0.5});
  const Batch batch = twelve_images();
  torch::Tensor penalty = torch::zeros({}, torch::kFloat64);
  for (const auto& weight : network->parameters()) {
    penalty = penalty + weight.square().sum() / (2 * 0.25) +
              static_cast<double>(weight.numel()) * std::log(0.5 * std::sqrt(2 * M_PI));
  }
  const auto nll = torch::cross_entropy_loss(network->forward(batch.inputs), batch.targets);
  const auto expected = backward(*network, nll + kFactor * penalty);

  for (const std::int64_t shards : {1, 2, 3, 5, 12}) {
    const auto result = gradient_in(*network, shards, /*threads=*/2, *prior, batch);

    EXPECT_LT(relative_difference(result.gradients, expected), 1e-6) << shards << " shards";
    EXPECT_NEAR(result.sums.nll, 12 * nll.item<double>(), 1e-5);
    EXPECT_NEAR(result.kl, penalty.item<double>(), 1e-4);
    EXPECT_NEAR(result.loss, (nll + kFactor * penalty).item<double>(), 1e-5);
  }
}

// The reference: LibTorch's own label smoothing.
TEST(ShardedGradient, GivenSmoothedLabelsWhenShardedThenTheGradientIsLibTorchs) {
  const auto network = plain_network();
  const Batch batch = twelve_images();
  const auto logits = network->forward(batch.inputs);
  const auto loss =
      torch::cross_entropy_loss(logits, batch.targets, /*weight=*/{}, at::Reduction::Mean, -100, 0.2);
  const double nll = torch::cross_entropy_loss(logits, batch.targets).item<double>();
  const auto expected = backward(*network, loss);
  ThreadPool pool(2);

  const auto result =
      sharded_gradient(*network, *FlatPrior(), support::of_three_classes(/*label_smoothing=*/0.2),
                       parameters_of(*network), batch, Sharding{3}, kFactor, kKey, pool);

  EXPECT_LT(relative_difference(result.gradients, expected), 1e-6);
  EXPECT_NEAR(result.loss, loss.item<double>(), 1e-6);
  EXPECT_NEAR(result.sums.loss, 12 * loss.item<double>(), 1e-5);
  EXPECT_NEAR(result.sums.nll, 12 * nll, 1e-5);
}

TEST(ShardedGradient, GivenAPlainNetworkWhenShardedThenCorrectPredictionsAreCounted) {
  const auto network = plain_network();
  const Batch batch = twelve_images();
  const auto expected = network->forward(batch.inputs).argmax(1).eq(batch.targets).sum().item<std::int64_t>();

  const auto result = gradient_in(*network, /*shards=*/3, /*threads=*/1, *FlatPrior(), batch);

  EXPECT_EQ(result.sums.score, expected);
  EXPECT_EQ(result.kl, 0.0);
}

struct RandomNetwork {
  std::string name;
  std::function<std::shared_ptr<Network>()> make;
};

std::vector<RandomNetwork> random_networks() {
  return {
      {"WeightSampling", [] { return variational_network(Estimator::kWeightSampling); }},
      {"LocalReparameterisation", [] { return variational_network(Estimator::kLocalReparameterisation); }},
      {"Flipout", [] { return variational_network(Estimator::kFlipout); }},
      {"Dropout", dropout_network}};
}

void PrintTo(const RandomNetwork& network, std::ostream* stream) { *stream << network.name; }

class ShardedGradientOfRandomNetworks : public testing::TestWithParam<RandomNetwork> {};
INSTANTIATE_TEST_SUITE_P(All, ShardedGradientOfRandomNetworks, testing::ValuesIn(random_networks()),
                         [](const auto& info) { return info.param.name; });

// The reference: one backward pass over the whole batch under the same draw.
TEST_P(ShardedGradientOfRandomNetworks, GivenTheSameDrawWhenShardedThenTheGradientIsThatOfTheWholeBatch) {
  const auto network = GetParam().make();
  const Batch batch = twelve_images();
  torch::Tensor loss;
  double kl = 0.0;
  {
    const Draw draw(kKey, batch.examples);
    loss = torch::cross_entropy_loss(network->forward(batch.inputs), batch.targets);
    loss = loss + kFactor * draw.kl();  // after the forward pass, which collects it
    kl = draw.kl().item<double>();
  }
  const auto expected = backward(*network, loss);

  for (const std::int64_t shards : {1, 2, 3}) {
    const auto result = gradient_in(*network, shards, /*threads=*/2, *FlatPrior(), batch);

    EXPECT_LT(relative_difference(result.gradients, expected), 2e-6) << shards << " shards";
    EXPECT_NEAR(result.loss, loss.item<double>(), 1e-5 * std::abs(loss.item<double>()));
    EXPECT_DOUBLE_EQ(result.kl, kl);
  }
}

TEST_P(ShardedGradientOfRandomNetworks, GivenOneTwoOrThreeThreadsWhenComputedThenTheBitsAreTheSame) {
  const auto network = GetParam().make();
  const auto one = gradient_in(*network, /*shards=*/3, /*threads=*/1, *GaussianPrior());

  for (const int threads : {2, 3}) {
    const auto several = gradient_in(*network, /*shards=*/3, threads, *GaussianPrior());

    EXPECT_EQ(one.loss, several.loss);
    for (std::size_t i = 0; i < one.gradients.size(); ++i)
      EXPECT_TRUE(one.gradients[i].equal(several.gradients[i]));
  }
}

TEST_P(ShardedGradientOfRandomNetworks, GivenABatchSmallerThanTheShardsWhenComputedThenItIsWhole) {
  const auto network = GetParam().make();
  const Batch all = twelve_images();
  const Batch two{all.inputs.narrow(0, 0, 2), all.targets.narrow(0, 0, 2), all.examples.narrow(0, 0, 2)};

  const auto in_five = gradient_in(*network, /*shards=*/5, /*threads=*/2, *GaussianPrior(), two);
  const auto in_two = gradient_in(*network, /*shards=*/2, /*threads=*/2, *GaussianPrior(), two);

  EXPECT_EQ(in_five.loss, in_two.loss);
  EXPECT_EQ(relative_difference(in_five.gradients, in_two.gradients), 0.0);
}

TEST(ShardedGradient, GivenNanOrInfinityInOneImageOfAnyShardWhenComputedThenTheLossIsNamed) {
  const auto network = plain_network();

  for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()}) {
    for (const std::int64_t image : {0, 5, 11}) {
      const Batch batch = twelve_images();
      batch.inputs[image].fill_(bad);

      const auto error =
          bnn::error_of([&] { gradient_in(*network, /*shards=*/3, /*threads=*/2, *GaussianPrior(), batch); });

      ASSERT_TRUE(error) << "image " << image;
      EXPECT_EQ(error->fault, Fault::kDiverged);
      EXPECT_NE(error->problem.find("loss"), std::string::npos) << error->problem;
      EXPECT_NE(error->where.find("step 4"), std::string::npos) << error->where;  // kKey.step is 3, from 0
    }
  }
}

TEST(ShardedGradient, GivenNanInOneWeightWhenComputedThenItStops) {
  const auto network = variational_network(Estimator::kFlipout);
  {
    const torch::NoGradGuard no_grad;
    network->parameters().back().view(-1)[0] = std::nan("");
  }

  EXPECT_EQ(bnn::fault_of([&] { gradient_in(*network, 2, 2, *GaussianPrior()); }), Fault::kDiverged);
}

// The loss is finite everywhere; the gradient of sqrt at 0 is not, and times 0 it is NaN.
class SquareRootAtZero : public Cloneable<SquareRootAtZero, Network> {
 public:
  explicit SquareRootAtZero(double factor) : factor_(factor) { SquareRootAtZero::reset(); }
  void reset() override {
    plain = register_parameter("plain", torch::ones({3}));
    edge = register_parameter("edge", torch::zeros({3}));
  }
  torch::Tensor forward(const torch::Tensor& images) override {
    return images.flatten(1).narrow(1, 0, 3) * plain + factor_ * edge.sqrt();
  }
  torch::Tensor plain, edge;

 private:
  double factor_;
};

TEST(ShardedGradient, GivenAGradientThatIsNotFiniteWhenComputedThenItsParameterIsNamed) {
  for (const double factor : {0.0, 1.0}) {  // NaN, infinity
    for (const std::int64_t shards : {1, 3}) {
      SquareRootAtZero network(factor);

      const auto error = bnn::error_of([&] { gradient_in(network, shards, 2, *FlatPrior()); });

      ASSERT_TRUE(error);
      EXPECT_EQ(error->fault, Fault::kDiverged);
      EXPECT_EQ(error->problem, "the gradient of \"edge\" is not a finite number");
    }
  }
}

TEST(ShardedGradient, GivenSeveralDrawsWhenComputedThenEverythingIsTheMeanOverThem) {
  const auto network = variational_network(Estimator::kWeightSampling);
  auto key = kKey;
  std::vector<BatchGradient> single;
  for (key.sample = 0; key.sample < 3; ++key.sample) {
    // A draw by itself, of the sample in the key.
    const Draw draw(key, twelve_images().examples);
    const auto batch = twelve_images();
    const auto logits = network->forward(batch.inputs);
    const auto nll = torch::nll_loss(logits.log_softmax(1), batch.targets, {}, at::Reduction::Sum);
    BatchGradient one;
    one.sums.nll = nll.item<double>();
    one.gradients = torch::autograd::grad({nll / 12.0 + kFactor * draw.kl()}, network->parameters());
    single.push_back(one);
  }

  const auto mean = gradient_of(*network, {/*shards=*/2, /*draws=*/3}, kKey);

  EXPECT_NEAR(mean.sums.nll, (single[0].sums.nll + single[1].sums.nll + single[2].sums.nll) / 3.0, 1e-4);
  auto expected = single[0].gradients;
  for (std::size_t i = 0; i < expected.size(); ++i)
    expected[i] = (expected[i] + single[1].gradients[i] + single[2].gradients[i]) / 3.0;
  EXPECT_LT(relative_difference(mean.gradients, expected), 1e-5);
}

TEST(ShardedGradient, GivenAntitheticDrawsWhenComputedThenTheSecondMirrorsTheFirst) {
  const auto network = variational_network(Estimator::kWeightSampling);
  const auto posteriors = network->modules();
  const auto weights_of = [&](bool mirrored) {
    auto key = kKey;
    key.mirrored = mirrored;
    const Draw draw(key);
    std::vector<torch::Tensor> weights;
    for (const auto& module : posteriors) {
      if (const auto* posterior = dynamic_cast<const MeanFieldGaussianImpl*>(module.get()))
        weights.push_back(posterior->draw() - posterior->mu);
    }
    return weights;
  };

  const auto first = weights_of(false), second = weights_of(true);

  ASSERT_FALSE(first.empty());
  for (std::size_t i = 0; i < first.size(); ++i)
    EXPECT_TRUE(torch::allclose(first[i], -second[i], 1e-5, 1e-6));
  const auto both = gradient_of(*network, {2, 2, /*draw_per_shard=*/false, /*antithetic=*/true}, kKey);
  const auto alone = gradient_of(*network, {2, 1}, kKey);
  EXPECT_NE(both.sums.nll, alone.sums.nll);
}

}  // namespace
}  // namespace bayes

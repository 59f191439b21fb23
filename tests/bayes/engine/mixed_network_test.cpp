// Networks of which only some layers are random: points are treated as by MAP under the same prior.
#include <gtest/gtest.h>
#include <torch/nn/functional/activation.h>

#include <cmath>

#include "bayes/core/error.h"
#include "bayes/engine/sharded_gradient.h"
#include "bayes/layers/families/chosen_layers.h"
#include "bayes/layers/families/variational_layers.h"
#include "bayes/methods/bayes_by_backprop.h"
#include "bayes/methods/map.h"
#include "bayes/methods/mc_dropout.h"
#include "bayes/priors/empirical_gaussian.h"
#include "bayes/priors/horseshoe.h"
#include "models/lenet5.h"
#include "tests/support/small_training.h"

namespace bayes {
namespace {

constexpr double kMixedFactor = 0.01;
constexpr double kPriorSigma = 0.7;

struct MixedNetwork {
  std::shared_ptr<Prior> prior = GaussianPrior(GaussianPriorOptions{0.0, kPriorSigma}).ptr();
  std::shared_ptr<Network> network;
  NamedParameters parameters;
  Batch batch;

  // f1 is a point, f2 random; in double precision.
  MixedNetwork() {
    torch::manual_seed(4);
    const auto layers = std::make_shared<VariationalLayers>(VariationalOptions{0.3}, prior);
    network = on_chosen_layers(support::small_problem().architecture, {"f2"})(layers);
    network->to(torch::kFloat64);
    for (const auto& parameter : network->named_parameters())
      parameters.emplace_back(parameter.key(), parameter.value());
    const auto data = support::bright_pixels(12);
    batch = {data.inputs.to(torch::kFloat64), data.targets, torch::arange(12, torch::kInt64)};
  }

  BatchGradient gradient(const Sharding& sharding) const {
    ThreadPool pool(2);
    return sharded_gradient(*network, *prior, support::of_three_classes(), parameters, batch, sharding,
                            kMixedFactor, {5, Stream::kTraining, 3, 0}, pool);
  }
};

// -log density of the points and KL of the Gaussians, summed by hand; nats.
double complexity_by_hand(const Network& network) {
  const auto weights = network.named_parameters();
  double sum = 0.0;
  for (const auto& weight : weights) {
    const auto& name = weight.key();
    const auto value = weight.value().detach();
    const double n = static_cast<double>(value.numel()), s = kPriorSigma;
    if (name.rfind("f1.", 0) == 0) {
      sum +=
          n * (std::log(s) + 0.5 * std::log(2.0 * M_PI)) + value.square().sum().item<double>() / (2 * s * s);
    } else if (name.substr(name.size() - 3) == ".mu") {
      const auto sigma = torch::softplus(weights[name.substr(0, name.size() - 3) + ".rho"].detach());
      const auto kl = (s / sigma).log() + (sigma.square() + value.square()) / (2 * s * s) - 0.5;
      sum += kl.sum().item<double>();
    }
  }
  return sum;
}

TEST(MixedNetwork, GivenAnyShardsWhenTheObjectiveIsComputedThenPointsAndPosteriorsCountOnce) {
  const MixedNetwork mixed;
  const double expected = complexity_by_hand(*mixed.network);

  for (const std::int64_t shards : {1, 3}) {
    const auto found = mixed.gradient({shards});

    EXPECT_NEAR(found.kl, expected,
                1e-5 * expected);  // softplus of sigmas is in single precision at the start
    EXPECT_NEAR(found.loss, found.sums.nll / 12.0 + kMixedFactor * expected, 1e-6 * found.loss);
  }
}

TEST(MixedNetwork, GivenTheObjectiveWhenDifferencedThenTheGradientIsThat) {
  const MixedNetwork mixed;
  const auto gradients = mixed.gradient({2}).gradients;
  constexpr double kStep = 1e-5;
  const torch::NoGradGuard no_grad;

  for (std::size_t i = 0; i < mixed.parameters.size(); ++i) {
    const auto flat = mixed.parameters[i].second.view(-1);
    for (const std::int64_t e : {std::int64_t{0}, flat.numel() / 2, flat.numel() - 1}) {
      auto element = flat.select(0, e);
      const auto loss_at = [&](double shift) {
        element.add_(shift);
        torch::AutoGradMode with_grad(true);
        const double loss = mixed.gradient({2}).loss;
        torch::NoGradGuard without;
        element.sub_(shift);
        return loss;
      };
      const double difference = (loss_at(kStep) - loss_at(-kStep)) / (2.0 * kStep);

      // The truncation error is of the order of the step squared.
      EXPECT_NEAR(gradients[i].view(-1)[e].item<double>(), difference, 1e-7)
          << mixed.parameters[i].first << " " << e;
    }
  }
}

TEST(MixedNetwork, GivenPointsWhenMomentsAreTakenThenTheirComplexityIsThatOfMap) {
  auto problem = support::small_problem(/*seed=*/2, /*sigma=*/0.5);
  const auto mixed = bayes_by_backprop({{}, {"f2"}}, problem)->weight_moments();
  const auto points = map({}, problem)->weight_moments();

  ASSERT_EQ(mixed.size(), points.size());
  for (std::size_t i = 0; i < mixed.size(); ++i) {
    EXPECT_EQ(mixed[i].name, points[i].name);
    const bool is_point = mixed[i].name.rfind("f1.", 0) == 0;
    EXPECT_EQ(mixed[i].sd.max().item<double>() == 0.0, is_point) << mixed[i].name;
    // The first layer is drawn first: the two start with the same weights there.
    if (is_point) {
      EXPECT_EQ(mixed[i].kl, points[i].kl) << mixed[i].name;
    }
  }
}

TEST(MixedNetwork, GivenAPriorThatServesNoPointsWhenMadeThenItIsRefusedAndForAllLayersNot) {
  for (const std::shared_ptr<Prior>& prior : {std::shared_ptr<Prior>(EmpiricalGaussianPrior().ptr()),
                                              std::shared_ptr<Prior>(HorseshoePrior().ptr())}) {
    auto problem = support::small_problem();
    problem.prior = prior;

    EXPECT_NO_THROW(bayes_by_backprop({}, problem));
    EXPECT_THROW(bayes_by_backprop({{}, {"f2"}}, problem), Error);
  }
}

TEST(MixedNetwork, GivenAPatternThatMatchesNoLayerWhenAMethodIsMadeThenItIsRefused) {
  EXPECT_THROW(bayes_by_backprop({{}, {"c1"}}, support::small_problem()), Error);
  EXPECT_THROW(mc_dropout({{}, {"c1"}}, support::small_problem()), Error);
}

// 300 images: several chunks in a job of a thread, and several jobs.
TEST(MixedNetwork, GivenTheLastLayerRandomWhenPredictedThenDrawsAreThoseOfPassesOverAllImages) {
  const Problem problem{models::lenet5({}, {}), GaussianPrior().ptr(), categorical({}, 10), 1};
  torch::manual_seed(0);
  const auto images = torch::randn({300, 1, 28, 28});
  const Draw::Key key{3, Stream::kPrediction, 0, 0};
  for (const auto& method :
       {bayes_by_backprop({VariationalOptions{0.3}, {"f7"}}, problem),
        bayes_by_backprop({VariationalOptions{0.3, Estimator::kFlipout}, {"f*"}}, problem),
        mc_dropout({{}, {"f7"}}, problem)}) {
    const SampleLogits sample = [&](const torch::Tensor& some, const Draw::Key& of_draw,
                                    const torch::Tensor& examples) {
      return method->sample_logits(some, of_draw, examples);
    };
    ThreadPool one(1), two(2);

    const auto found =
        sample_predictive(sample, keyed_by_place(images), 3, key, one, /*chunk=*/20).log_probabilities();

    EXPECT_TRUE(sample_predictive(sample, keyed_by_place(images), 3, key, two, /*chunk=*/20)
                    .log_probabilities()
                    .equal(found));
    const torch::NoGradGuard no_grad;
    for (std::uint32_t s = 0; s < 3; ++s) {
      auto of_draw = key;
      of_draw.sample = s;
      const auto expected = sample(images, of_draw, torch::arange(300)).log_softmax(1);
      EXPECT_TRUE(torch::allclose(found[s], expected, 1e-4, 1e-5)) << s;
    }
    EXPECT_FALSE(torch::allclose(found[0], found[1], 1e-4, 1e-4));
  }
}

}  // namespace
}  // namespace bayes

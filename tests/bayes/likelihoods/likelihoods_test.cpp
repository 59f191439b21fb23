// What every likelihood keeps: its kernel is its autograd, its predictive is its density.
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>
#include <torch/autograd.h>
#include <torch/types.h>

#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/likelihoods/bernoulli.h"
#include "bayes/likelihoods/categorical.h"

namespace bayes {
namespace {

constexpr std::int64_t kExamples = 6;

struct NamedLikelihood {
  std::string name;
  std::shared_ptr<const Likelihood> likelihood;
  torch::Tensor targets;        // of six examples
  torch::Tensor wrong_targets;  // that it refuses
};

std::vector<NamedLikelihood> all_likelihoods() {
  const auto labels = torch::tensor({0, 1, 2, 2, 1, 0}, torch::kInt64);
  const auto indicators = torch::tensor({1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0}, torch::kInt64).reshape({6, 2});
  return {
      {"Categorical", categorical({}, 3), labels, labels.add(1)},
      {"SmoothedCategorical", categorical({0.2}, 3), labels, labels.to(torch::kFloat32)},
      {"Bernoulli", bernoulli({}, 2), indicators, indicators.add(1)},
      {"BernoulliOfNumbers", bernoulli({}, 2), indicators.to(torch::kFloat32), labels},
  };
}

torch::Tensor random_outputs(const Likelihood& likelihood, torch::ScalarType type, std::uint64_t seed = 0) {
  return 2.0 * torch::randn({kExamples, likelihood.outputs()}, at::detail::createCPUGenerator(seed), type);
}

class Likelihoods : public testing::TestWithParam<NamedLikelihood> {};
INSTANTIATE_TEST_SUITE_P(All, Likelihoods, testing::ValuesIn(all_likelihoods()),
                         [](const auto& test) { return test.param.name; });

TEST_P(Likelihoods, GivenABatchWhenDifferentiatedThenTheGradientIsThatOfFiniteDifferences) {
  const auto& likelihood = GetParam().likelihood;
  const auto& targets = GetParam().targets;
  const auto outputs = random_outputs(*likelihood, torch::kFloat64);
  auto gradient = torch::empty_like(outputs);

  const auto sums = likelihood->loss_gradient(outputs, targets, 0.25, gradient);

  const auto loss_at = [&](const torch::Tensor& at) {
    return likelihood->loss(at, targets, likelihood->nll(at, targets)).sum().item<double>();
  };
  EXPECT_NEAR(sums.loss, loss_at(outputs), 1e-12);
  EXPECT_NEAR(sums.nll, likelihood->nll(outputs, targets).sum().item<double>(), 1e-12);
  EXPECT_EQ(sums.score, likelihood->scores(outputs, targets).sum().item<double>());
  constexpr double kStep = 1e-5;
  for (std::int64_t i = 0; i < outputs.numel(); ++i) {
    auto up = outputs.clone(), down = outputs.clone();
    up.view(-1)[i] += kStep;
    down.view(-1)[i] -= kStep;
    EXPECT_NEAR(gradient.view(-1)[i].item<double>(), 0.25 * (loss_at(up) - loss_at(down)) / (2.0 * kStep),
                1e-8);
  }
}

TEST_P(Likelihoods, GivenSinglePrecisionInAnyLayoutWhenDifferentiatedThenItIsThatInDouble) {
  const auto& likelihood = GetParam().likelihood;
  const auto& targets = GetParam().targets;
  const auto exact = random_outputs(*likelihood, torch::kFloat64);
  auto in_double = torch::empty_like(exact);
  const auto expected = likelihood->loss_gradient(exact, targets, 1.0, in_double);
  for (const auto& outputs : {exact.to(torch::kFloat32), exact.to(torch::kFloat32).t().contiguous().t()}) {
    auto gradient = torch::empty_strided(outputs.sizes(), outputs.strides(), outputs.options());

    const auto sums = likelihood->loss_gradient(outputs, targets, 1.0, gradient);

    EXPECT_NEAR(sums.loss, expected.loss, 1e-5);
    EXPECT_NEAR(sums.nll, expected.nll, 1e-5);
    EXPECT_EQ(sums.score, expected.score);
    EXPECT_LT((gradient.to(torch::kFloat64) - in_double).abs().max().item<double>(), 1e-6);
  }
}

TEST_P(Likelihoods, GivenDrawsWhenPutTogetherThenTheDensityIsTheMeanOverDraws) {
  const auto& likelihood = GetParam().likelihood;
  const auto& targets = GetParam().targets;
  std::vector<torch::Tensor> distributions, densities;
  for (std::uint64_t draw = 0; draw < 3; ++draw) {
    const auto outputs = random_outputs(*likelihood, torch::kFloat64, draw);
    distributions.push_back(likelihood->distribution(outputs));
    densities.push_back((-likelihood->nll(outputs, targets)).exp());
  }

  const auto predictive = likelihood->predictive(torch::stack(distributions));

  EXPECT_EQ(predictive->draws(), 3);
  EXPECT_EQ(predictive->examples(), kExamples);
  const auto each = torch::stack(densities);
  EXPECT_LT((predictive->log_density_by_draw(targets) - each.log()).abs().max().item<double>(), 1e-12);
  EXPECT_LT((predictive->log_density(targets) - each.mean(0).log()).abs().max().item<double>(), 1e-12);
}

TEST_P(Likelihoods, GivenOneDrawWhenAskedThenTheScoresAreThoseOfItsOutputsAndNothingIsEpistemic) {
  const auto& likelihood = GetParam().likelihood;
  const auto& targets = GetParam().targets;
  const auto outputs = random_outputs(*likelihood, torch::kFloat64);

  const auto predictive = likelihood->predictive(likelihood->distribution(outputs).unsqueeze(0));

  EXPECT_TRUE(predictive->scores(targets).equal(likelihood->scores(outputs, targets)));
  const auto uncertainty = predictive->uncertainty();
  EXPECT_LT(uncertainty.epistemic.abs().max().item<double>(), 1e-12);
  EXPECT_TRUE(uncertainty.total.allclose(uncertainty.aleatoric));
  EXPECT_GT(uncertainty.total.min().item<double>(), 0.0);
}

TEST_P(Likelihoods, GivenTargetsOfAnotherKindWhenAskedThenErrorIsThrown) {
  const auto& likelihood = GetParam().likelihood;
  const auto& targets = GetParam().targets;
  const auto predictive = likelihood->predictive(
      likelihood->distribution(random_outputs(*likelihood, torch::kFloat64)).unsqueeze(0));

  EXPECT_NO_THROW(likelihood->require_targets(targets, kExamples));
  EXPECT_THROW(likelihood->require_targets(GetParam().wrong_targets, kExamples), Error);
  EXPECT_THROW(likelihood->require_targets(targets, kExamples + 1), Error);
  EXPECT_THROW(predictive->log_density(GetParam().wrong_targets), Error);
}

TEST(Bernoulli, GivenLabelsThatDrawsAgreeOnTogetherWhenMixedThenTheDensityIsNotTheProductOfTheMeans) {
  // Either both labels are there or neither, by the draw: p(1, 1) = 1/2, not 1/4.
  const double sure = 30.0;
  const auto predictive = bernoulli({}, 2)->predictive(
      torch::tensor({sure, sure, -sure, -sure}, torch::kFloat64).reshape({2, 1, 2}));

  EXPECT_NEAR(predictive->log_density(torch::ones({1, 2})).item<double>(), std::log(0.5), 1e-12);
  const auto uncertainty = predictive->uncertainty();
  EXPECT_NEAR(uncertainty.epistemic.item<double>(), 2.0 * std::log(2.0), 1e-10);
  EXPECT_NEAR(uncertainty.aleatoric.item<double>(), 0.0, 1e-10);
}

TEST(Bernoulli, GivenExtremeLogitsWhenScoredThenTheNllStaysFiniteAndExact) {
  const auto outputs = torch::tensor({800.0, -800.0}, torch::kFloat64).reshape({1, 2});

  EXPECT_EQ(bernoulli({}, 2)->nll(outputs, torch::tensor({1, 0}).reshape({1, 2})).item<double>(), 0.0);
  EXPECT_EQ(bernoulli({}, 2)->nll(outputs, torch::tensor({0, 1}).reshape({1, 2})).item<double>(), 1600.0);
}

// By hand: probabilities 1/2 and 3/4 of two labels that are both there. 1/2 counts as absent.
TEST(Bernoulli, GivenTwoLabelsWhenScoredThenNllScoreAndEntropyAreThoseByHand) {
  const auto likelihood = bernoulli({}, 2);
  const auto outputs = torch::tensor({0.0, std::log(3.0)}, torch::kFloat64).reshape({1, 2});
  const auto both = torch::ones({1, 2}, torch::kInt64);

  EXPECT_NEAR(likelihood->nll(outputs, both).item<double>(), std::log(2.0) + std::log(4.0 / 3.0), 1e-12);
  EXPECT_EQ(likelihood->scores(outputs, both).item<double>(), 0.5);
  EXPECT_NEAR(likelihood->predictive(outputs.unsqueeze(0))->uncertainty().total.item<double>(),
              std::log(2.0) + 0.75 * std::log(4.0 / 3.0) + 0.25 * std::log(4.0), 1e-12);
}

TEST(Bernoulli, GivenLogitsThatAreNoneWhenPutTogetherThenErrorIsThrown) {
  const auto likelihood = bernoulli({}, 2);

  EXPECT_THROW(likelihood->predictive(torch::full({1, 3, 2}, INFINITY)), Error);
  EXPECT_THROW(likelihood->predictive(torch::zeros({3, 2})), Error);
  EXPECT_THROW(likelihood->predictive(torch::zeros({1, 3, 2}, torch::kInt64)), Error);
}

TEST(EpochFigure, GivenASumWhenAskedThenItIsTheMeanOrItsRoot) {
  EXPECT_EQ(EpochFigure{"accuracy"}.of(6.0, 8.0), 0.75);
  EXPECT_EQ((EpochFigure{"rmse", /*is_root=*/true}.of(72.0, 8.0)), 3.0);
}

TEST(Likelihood, GivenNothingToPredictWhenMadeThenErrorIsThrown) {
  EXPECT_THROW(categorical({}, 1), Error);
  EXPECT_THROW(categorical({1.0}, 3), Error);
  EXPECT_THROW(bernoulli({}, 0), Error);
}

}  // namespace
}  // namespace bayes

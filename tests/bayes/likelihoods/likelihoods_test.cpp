// What every likelihood keeps: its kernel is its autograd, its predictive is its density.
#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>
#include <torch/autograd.h>
#include <torch/types.h>

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/likelihoods/bernoulli.h"
#include "bayes/likelihoods/categorical.h"
#include "bayes/likelihoods/gaussian.h"
#include "bayes/likelihoods/heteroscedastic.h"
#include "bayes/likelihoods/student_t.h"

namespace bayes {
namespace {

constexpr std::int64_t kExamples = 6;

struct NamedLikelihood {
  std::string name;
  std::shared_ptr<const Likelihood> likelihood;
  torch::Tensor targets;        // of six examples
  torch::Tensor wrong_targets;  // that it refuses
  double spread = 2.0;          // of the outputs; of log standard deviations less, as densities underflow
};

std::vector<NamedLikelihood> all_likelihoods() {
  const auto labels = torch::tensor({0, 1, 2, 2, 1, 0}, torch::kInt64);
  const auto indicators = torch::tensor({1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0}, torch::kInt64).reshape({6, 2});
  const auto numbers = torch::randn({6, 2}, at::detail::createCPUGenerator(9));
  const auto column = numbers.narrow(1, 0, 1);
  return {
      {"Categorical", categorical({}, 3), labels, labels.add(1)},
      {"SmoothedCategorical", categorical({0.2}, 3), labels, labels.to(torch::kFloat32)},
      {"Bernoulli", bernoulli({}, 2), indicators, indicators.add(1)},
      {"BernoulliOfNumbers", bernoulli({}, 2), indicators.to(torch::kFloat32), labels},
      {"Gaussian", gaussian({}, 2), numbers, labels, 0.5},
      {"GaussianOfGivenNoise", gaussian({0.7}, 2, {1.0, 0.5}), numbers, numbers.mul(NAN), 0.5},
      {"GaussianOfAVector", gaussian({}, 1), column.flatten(), numbers, 0.5},
      {"Heteroscedastic", heteroscedastic({}, 2), numbers, column, 0.5},
      {"StudentT", student_t({}, 2), numbers, indicators, 0.5},
      {"StudentTOfGivenNoise", student_t({2.5, 0.7}, 1), column, numbers, 0.5},
  };
}

torch::Tensor random_outputs(const NamedLikelihood& of, torch::ScalarType type, std::uint64_t seed = 0) {
  const auto& likelihood = *of.likelihood;
  const auto width = likelihood.outputs() + static_cast<std::int64_t>(likelihood.learnt().size());
  return of.spread * torch::randn({kExamples, width}, at::detail::createCPUGenerator(seed), type);
}

class Likelihoods : public testing::TestWithParam<NamedLikelihood> {};
INSTANTIATE_TEST_SUITE_P(All, Likelihoods, testing::ValuesIn(all_likelihoods()),
                         [](const auto& test) { return test.param.name; });

TEST_P(Likelihoods, GivenABatchWhenDifferentiatedThenTheGradientIsThatOfFiniteDifferences) {
  const auto& likelihood = GetParam().likelihood;
  const auto& targets = GetParam().targets;
  const auto outputs = random_outputs(GetParam(), torch::kFloat64);
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
    const double expected = 0.25 * (loss_at(up) - loss_at(down)) / (2.0 * kStep);
    // The loss has 16 digits, of which the difference of two has ten times as many in `kStep`.
    const double rounding = 1e-15 * std::abs(sums.loss) / kStep;
    EXPECT_NEAR(gradient.view(-1)[i].item<double>(), expected,
                std::max(1e-8, rounding) * std::max(1.0, std::abs(expected)));
  }
}

TEST_P(Likelihoods, GivenSinglePrecisionInAnyLayoutWhenDifferentiatedThenItIsThatInDouble) {
  const auto& likelihood = GetParam().likelihood;
  const auto& targets = GetParam().targets;
  const auto exact = random_outputs(GetParam(), torch::kFloat32).to(torch::kFloat64);
  auto in_double = torch::empty_like(exact);
  const auto expected = likelihood->loss_gradient(exact, targets, 1.0, in_double);
  for (const auto& outputs : {exact.to(torch::kFloat32), exact.to(torch::kFloat32).t().contiguous().t()}) {
    auto gradient = torch::empty_strided(outputs.sizes(), outputs.strides(), outputs.options());

    const auto sums = likelihood->loss_gradient(outputs, targets, 1.0, gradient);

    EXPECT_NEAR(sums.loss, expected.loss, 1e-5);
    EXPECT_NEAR(sums.nll, expected.nll, 1e-5);
    EXPECT_NEAR(sums.score, expected.score, 1e-9);
    const auto error = (gradient.to(torch::kFloat64) - in_double).abs() / in_double.abs().clamp_min(1.0);
    EXPECT_LT(error.max().item<double>(), 1e-6);
  }
}

TEST_P(Likelihoods, GivenDrawsWhenPutTogetherThenTheDensityIsTheMeanOverDraws) {
  const auto& likelihood = GetParam().likelihood;
  const auto& targets = GetParam().targets;
  std::vector<torch::Tensor> distributions, densities;
  for (std::uint64_t draw = 0; draw < 3; ++draw) {
    const auto outputs = random_outputs(GetParam(), torch::kFloat64, draw);
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
  const auto outputs = random_outputs(GetParam(), torch::kFloat64);

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
      likelihood->distribution(random_outputs(GetParam(), torch::kFloat64)).unsqueeze(0));

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

// What a likelihood of one number says, integrated over the number.
TEST(LikelihoodsOfNumbers, GivenADensityWhenIntegratedThenItIsOneAndHasTheStandardDeviation) {
  const double log_sd = std::log(0.6);
  const auto outputs = torch::tensor({0.3, log_sd}, torch::kFloat64).reshape({1, 2});
  const auto location = outputs.narrow(1, 0, 1);
  const std::vector<std::pair<std::shared_ptr<const Likelihood>, torch::Tensor>> all = {
      {gaussian({}, 1), outputs},
      {gaussian({0.6}, 1), location},
      {gaussian({1.2}, 1, {2.0}), location},
      {heteroscedastic({}, 1), outputs},
      {student_t({9.0, {}}, 1), outputs},
      {student_t({9.0, 0.6}, 1), location},
  };
  for (const auto& [likelihood, at] : all) {
    const auto moment = [&, &likelihood = likelihood, &at = at](int power) {
      const auto term = [&](double y) {
        const auto target = torch::full({1, 1}, y, torch::kFloat64);
        return std::pow(y - 0.3, power) * std::exp(-likelihood->nll(at, target).item<double>());
      };
      constexpr double kInfinity = std::numeric_limits<double>::infinity();
      return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(term, -kInfinity, kInfinity, 10,
                                                                           1e-9);
    };

    EXPECT_NEAR(moment(0), 1.0, 1e-7);
    EXPECT_NEAR(moment(2), 0.36, 1e-6);
    const auto predictive = likelihood->predictive(likelihood->distribution(at).unsqueeze(0));
    EXPECT_NEAR(predictive->uncertainty().total.item<double>(), 0.36, 1e-12);
  }
}

// By hand: errors 3 and 1 in the unit of standard deviations 1 and 1/2.
TEST(Gaussian, GivenTwoTargetsWhenScoredThenNllAndScoreAreThoseByHand) {
  const auto likelihood = gaussian({1.0}, 2, {1.0, 2.0});
  const auto outputs = torch::tensor({1.0, 2.0}, torch::kFloat64).reshape({1, 2});
  const auto targets = torch::tensor({4.0, 2.5}, torch::kFloat64).reshape({1, 2});

  EXPECT_EQ(likelihood->outputs(), 2);
  EXPECT_TRUE(likelihood->learnt().empty());
  EXPECT_NEAR(likelihood->nll(outputs, targets).item<double>(),
              0.5 * 9.0 + 0.5 + std::log(2.0 * M_PI) - std::log(2.0), 1e-12);
  EXPECT_NEAR(likelihood->scores(outputs, targets).item<double>(), (9.0 + 0.25) / 2.0, 1e-12);
  EXPECT_TRUE(likelihood->figure().is_root);
}

TEST(Gaussian, GivenNoNoiseWhenMadeThenOneStandardDeviationATargetIsLearnt) {
  EXPECT_EQ(gaussian({}, 3)->outputs(), 3);
  EXPECT_EQ(gaussian({}, 3)->learnt(), std::vector<double>(3, std::log(0.5)));
  EXPECT_EQ(heteroscedastic({}, 3)->outputs(), 6);
  EXPECT_TRUE(heteroscedastic({}, 3)->learnt().empty());
}

TEST(Heteroscedastic, GivenExtremeOutputsWhenDifferentiatedThenTheyAreCutAndAllIsFinite) {
  const auto likelihood = heteroscedastic({}, 1);
  const auto targets = torch::zeros({2, 1});
  for (const auto type : {torch::kFloat32, torch::kFloat64}) {
    const auto outputs = torch::tensor({1e-6, -1e30, 5.0, 1e30}).to(type).reshape({2, 2});
    auto gradient = torch::empty_like(outputs);

    const auto sums = likelihood->loss_gradient(outputs, targets, 1.0, gradient);

    // log sd -14 and 14; the first error is 1e-6.
    const double z = 1e-6 * std::exp(14.0);
    EXPECT_NEAR(sums.nll, 0.5 * z * z + std::log(2.0 * M_PI), 1e-5);
    EXPECT_TRUE(gradient.isfinite().all().item<bool>());
    EXPECT_EQ(gradient.select(1, 1).abs().max().item<double>(), 0.0);
  }
}

// The factor variance^beta is held fixed: the gradient of each target is that of its nll times it.
TEST(Heteroscedastic, GivenBetaWhenDifferentiatedThenEachTargetsGradientIsWeightedByItsVariance) {
  const auto plain = heteroscedastic({0.0}, 2), weighted = heteroscedastic({0.5}, 2);
  const auto targets = torch::randn({kExamples, 2}, at::detail::createCPUGenerator(9));
  for (const auto type : {torch::kFloat32, torch::kFloat64}) {
    const auto outputs = random_outputs({"", plain, {}, {}, 0.5}, type);
    auto expected = torch::empty_like(outputs), gradient = torch::empty_like(outputs);
    const auto before = plain->loss_gradient(outputs, targets, 1.0, expected);

    const auto sums = weighted->loss_gradient(outputs, targets, 1.0, gradient);

    expected *= outputs.narrow(1, 2, 2).exp().repeat({1, 2});  // variance^(1/2) is the sd
    const auto error = (gradient - expected).abs() / expected.abs().clamp_min(1.0);
    EXPECT_LT(error.max().item<double>(), 1e-5);
    EXPECT_EQ(sums.nll, before.nll);
    EXPECT_NEAR(sums.loss,
                weighted->loss(outputs, targets, weighted->nll(outputs, targets)).sum().item<double>(), 1e-3);
  }
}

TEST(StudentT, GivenAnOutlierWhenDifferentiatedThenItPullsLessThanWithNormalNoise) {
  const auto outputs = torch::zeros({1, 1}), targets = torch::full({1, 1}, 50.0);
  auto of_normal = torch::empty({1, 1}), of_student = torch::empty({1, 1});

  gaussian({1.0}, 1)->loss_gradient(outputs, targets, 1.0, of_normal);
  student_t({4.0, 1.0}, 1)->loss_gradient(outputs, targets, 1.0, of_student);

  EXPECT_EQ(of_normal.item<double>(), -50.0);
  // By hand: scale^2 = 1/2, z^2 = 5000: -(5 / 5004) 50 / (1/2).
  EXPECT_NEAR(of_student.item<double>(), -5.0 / 5004.0 * 100.0, 1e-6);
}

TEST(EpochFigure, GivenASumWhenAskedThenItIsTheMeanOrItsRoot) {
  EXPECT_EQ(EpochFigure{"accuracy"}.of(6.0, 8.0), 0.75);
  EXPECT_EQ((EpochFigure{"rmse", /*is_root=*/true}.of(72.0, 8.0)), 3.0);
}

TEST(Likelihood, GivenNothingToPredictWhenMadeThenErrorIsThrown) {
  EXPECT_THROW(categorical({}, 1), Error);
  EXPECT_THROW(categorical({1.0}, 3), Error);
  EXPECT_THROW(bernoulli({}, 0), Error);
  EXPECT_THROW(gaussian({}, 0), Error);
  EXPECT_THROW(gaussian({0.0}, 1), Error);
  EXPECT_THROW(gaussian({1.0}, 2, {1.0}), Error);
  EXPECT_THROW(gaussian({1.0}, 1, {0.0}), Error);
  EXPECT_THROW(heteroscedastic({1.5}, 1), Error);
  EXPECT_THROW(student_t({2.0, {}}, 1), Error);
}

}  // namespace
}  // namespace bayes

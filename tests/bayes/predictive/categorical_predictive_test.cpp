#include "bayes/predictive/categorical_predictive.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "bayes/core/error.h"

namespace bayes {
namespace {

constexpr double kRounding = 1e-12;

torch::Tensor two_draws() {
  return torch::tensor({{{0.5, 0.5}, {1.0, 0.0}}, {{0.1, 0.9}, {0.0, 1.0}}}, torch::kFloat64).log();
}

TEST(CategoricalPredictive, GivenTwoDrawsWhenAveragedThenProbabilitiesAreAveraged) {
  const CategoricalPredictive predictive{two_draws()};

  const auto mean = predictive.mean_probabilities();

  // By hand: (0.5 + 0.1) / 2 and (0.5 + 0.9) / 2; (1 + 0) / 2.
  EXPECT_TRUE(torch::allclose(mean, torch::tensor({{0.3, 0.7}, {0.5, 0.5}}, torch::kFloat64), 0, kRounding));
}

TEST(CategoricalPredictive, GivenOppositeDrawsWhenAveragedThenLogProbabilitiesAreNotAveraged) {
  // The trap: averaging log probabilities gives sqrt(0.9 * 0.1) / Z = 0.5 and sqrt(0.5 * 0.9) / Z for these.
  const CategoricalPredictive predictive{torch::tensor({{{0.9, 0.1}}, {{0.5, 0.5}}}, torch::kFloat64).log()};

  const double first = predictive.mean_probabilities()[0][0].item<double>();

  const double sharper = std::sqrt(0.45) / (std::sqrt(0.45) + std::sqrt(0.05));
  EXPECT_NEAR(first, 0.7, kRounding);  // by hand: (0.9 + 0.5) / 2
  EXPECT_GT(std::abs(first - sharper), 0.01);
}

TEST(CategoricalPredictive, GivenProbabilitiesBelowTheSmallestDoubleWhenAveragedThenTheirLogsSurvive) {
  const auto draws = torch::tensor({{{0.0, -1000.0}}, {{0.0, -1001.0}}}, torch::kFloat64);

  const double log_mean = CategoricalPredictive{draws}.mean_log_probabilities()[0][1].item<double>();

  EXPECT_NEAR(log_mean, -1000.0 + std::log1p(std::exp(-1.0)) - std::log(2.0), kRounding);  // closed form
}

TEST(CategoricalPredictive, GivenFloat32DrawsWhenAveragedThenRowsSumToOneInDouble) {
  torch::manual_seed(1);
  const CategoricalPredictive predictive{(torch::randn({3, 50, 10}) * 5).log_softmax(2)};

  const auto sums = predictive.mean_probabilities().sum(1);

  EXPECT_LT((sums - 1).abs().max().item<double>(), 1e-14);
}

TEST(CategoricalPredictive, GivenTheSameExampleAtManyPlacesWhenAveragedThenItsBitsAreTheSame) {
  torch::manual_seed(2);
  const auto example = torch::randn({5, 1, 7}).log_softmax(2);
  const CategoricalPredictive predictive{example.expand({5, 3001, 7})};

  const auto mean = predictive.mean_log_probabilities();

  EXPECT_TRUE(mean.equal(mean[0].unsqueeze(0).expand_as(mean)));  // else ranking metrics see no ties
}

TEST(CategoricalPredictive, GivenManyExamplesWhenAveragedThenBlocksAgreeWithOneLogSumExp) {
  torch::manual_seed(3);
  const auto draws = torch::randn({4, 10007, 10}, torch::kFloat64).log_softmax(2);  // more than one block

  const auto mean = CategoricalPredictive{draws}.mean_log_probabilities();

  EXPECT_TRUE(torch::allclose(mean, draws.logsumexp(0) - std::log(4.0), 0, kRounding));  // LibTorch's own
}

TEST(CategoricalPredictive, GivenOwnDoublesWhenAveragedThenTheyAreNotWrittenTo) {
  const auto draws = torch::tensor({{{0.5004, 0.5}}}, torch::kFloat64).log();
  const auto before = draws.clone();

  const CategoricalPredictive predictive{draws};

  EXPECT_TRUE(draws.equal(before));
  EXPECT_TRUE(predictive.log_probabilities().equal(before));
}

TEST(CategoricalPredictive, GivenIndicesWithRepeatsWhenSelectedThenExamplesFollowThem) {
  const CategoricalPredictive predictive{two_draws()};

  const CategoricalPredictive chosen = predictive.at(torch::tensor({1, 0, 1}, torch::kInt64));

  const auto expected = torch::tensor({0.5, 0.3, 0.5}, torch::kFloat64);  // by hand, class 0
  EXPECT_EQ(chosen.draws(), 2);
  EXPECT_TRUE(torch::allclose(chosen.mean_probabilities().select(1, 0), expected, 0, kRounding));
}

TEST(CategoricalPredictive, GivenDrawsWhenMeanIsTakenThenItIsOneDrawWithTheSameMean) {
  const CategoricalPredictive predictive{two_draws()};

  const CategoricalPredictive mean = predictive.mean();

  EXPECT_EQ(mean.draws(), 1);
  EXPECT_TRUE(mean.mean_log_probabilities().equal(predictive.mean_log_probabilities()));
  EXPECT_TRUE(mean.log_probabilities()[0].equal(predictive.mean_log_probabilities()));
}

TEST(CategoricalPredictive, GivenAnotherShapeWhenMadeThenErrorIsThrown) {
  EXPECT_THROW(CategoricalPredictive{torch::zeros({2, 1})}, Error);
  EXPECT_THROW(CategoricalPredictive{torch::zeros({0, 2, 1})}, Error);
  EXPECT_THROW((CategoricalPredictive{torch::zeros({1, 2, 1}, torch::kInt64)}), Error);
  EXPECT_THROW(CategoricalPredictive{torch::Tensor()}, Error);
}

TEST(CategoricalPredictive, GivenNanWhenMadeThenErrorSaysDiverged) {
  auto draws = two_draws();
  draws[1][0][1] = std::numeric_limits<double>::quiet_NaN();

  try {
    CategoricalPredictive{draws};
    FAIL() << "NaN was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.fault, Fault::kDiverged);
  }
}

TEST(CategoricalPredictive, GivenSumsThatMissOneWhenMadeThenErrorIsThrownBeyondTheTolerance) {
  const auto within = torch::tensor({{{0.5, 0.5009}}}, torch::kFloat64).log();
  const auto beyond = torch::tensor({{{0.5, 0.5011}}}, torch::kFloat64).log();
  const auto logits = torch::tensor({{{3.0, 1.0}}}, torch::kFloat64);
  const auto nothing = torch::zeros({1, 1, 2}, torch::kFloat64).log();

  EXPECT_NO_THROW(CategoricalPredictive{within});
  EXPECT_THROW(CategoricalPredictive{beyond}, Error);
  EXPECT_THROW(CategoricalPredictive{logits}, Error);
  EXPECT_THROW(CategoricalPredictive{nothing}, Error);
  EXPECT_THROW(CategoricalPredictive{torch::full({1, 1, 2}, std::numeric_limits<double>::infinity())}, Error);
}

TEST(CategoricalPredictive, GivenSomeDrawsWhenTakenThenTheyAreAveragedAlone) {
  const CategoricalPredictive predictive{two_draws()};

  const auto second = predictive.some_draws(1, 1);

  EXPECT_TRUE(second.log_probabilities().equal(predictive.log_probabilities().slice(0, 1, 2)));
  EXPECT_TRUE(second.mean_log_probabilities().equal(
      CategoricalPredictive{predictive.log_probabilities().slice(0, 1, 2)}.mean_log_probabilities()));
  EXPECT_THROW(predictive.some_draws(-1, 1), Error);
  EXPECT_THROW(predictive.some_draws(0, 0), Error);
  EXPECT_THROW(predictive.some_draws(1, 2), Error);
}

TEST(CategoricalPredictive, GivenIndicesOutOfRangeWhenSelectedThenErrorIsThrown) {
  const CategoricalPredictive predictive{two_draws()};

  EXPECT_THROW(predictive.at(torch::tensor({2}, torch::kInt64)), Error);
  EXPECT_THROW(predictive.at(torch::tensor({-1}, torch::kInt64)), Error);
  EXPECT_THROW(predictive.at(torch::empty({0}, torch::kInt64)), Error);
  EXPECT_THROW(predictive.at(torch::tensor({0.0})), Error);
}

}  // namespace
}  // namespace bayes

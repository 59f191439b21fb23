#include "bayes/conformal/adaptive_sets.h"

#include <gtest/gtest.h>

#include <vector>

namespace bayes {
namespace {

constexpr Draw::Key kNoise{5, Stream::kConformal, 0, 0};

CategoricalPredictive one_example(const std::vector<double>& probabilities) {
  return CategoricalPredictive{torch::tensor(probabilities, torch::kFloat64).log().view({1, 1, -1})};
}

std::vector<double> scores_of(const CategoricalPredictive& predictive, double u, double lambda,
                              std::int64_t k_reg) {
  const auto scores = adaptive_scores(predictive, torch::tensor({u}, torch::kFloat64), lambda, k_reg);
  return {scores.data_ptr<double>(), scores.data_ptr<double>() + scores.numel()};
}

void expect_near(const std::vector<double>& found, const std::vector<double>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t c = 0; c < found.size(); ++c) EXPECT_NEAR(found[c], expected[c], 1e-12) << c;
}

TEST(AdaptiveSets, GivenThreeClassesWhenScoredThenScoresAreThoseByHand) {
  const auto predictive = one_example({0.2, 0.5, 0.3});

  expect_near(scores_of(predictive, 0.0, 0.0, 0), {0.8, 0.0, 0.5});
  expect_near(scores_of(predictive, 1.0, 0.0, 0), {1.0, 0.5, 0.8});
  expect_near(scores_of(predictive, 0.4, 0.0, 0), {0.88, 0.2, 0.62});
  expect_near(scores_of(predictive, 0.0, 0.1, 1), {1.0, 0.0, 0.6});  // ranks 3, 1, 2: 0.2, 0, 0.1 more
}

TEST(AdaptiveSets, GivenEqualProbabilitiesWhenScoredThenTheLowerClassComesFirst) {
  expect_near(scores_of(one_example({0.25, 0.5, 0.25}), 0.0, 0.0, 0), {0.5, 0.0, 0.75});
}

TEST(AdaptiveSets, GivenTheSameNoiseWhenScoredInPartsThenScoresAreThoseOfTheWhole) {
  torch::manual_seed(1);
  const CategoricalPredictive all{torch::randn({1, 50, 4}, torch::kFloat64).log_softmax(2)};
  const auto score = adaptive_sets({}).score;

  const auto whole = score(all, kNoise, torch::arange(50)),
             part = score(all.at(torch::arange(20)), kNoise, torch::arange(20));
  const auto rest = score(all.at(torch::arange(20, 50)), kNoise, torch::arange(20, 50));
  const auto other = score(all, {5, Stream::kConformal, 1, 0}, torch::arange(50));

  EXPECT_TRUE(whole.slice(0, 0, 20).equal(part));
  EXPECT_TRUE(whole.slice(0, 20).equal(rest));
  EXPECT_FALSE(whole.equal(other));
}

TEST(AdaptiveSets, GivenOneClassThatIsCertainWhenScoredThenScoresAreUniform) {
  const CategoricalPredictive certain{
      torch::tensor({1.0, 0.0}, torch::kFloat64).log().view({1, 1, 2}).expand({1, 20000, 2})};

  const auto u = adaptive_sets({}).score(certain, kNoise, torch::arange(20000)).select(1, 0);  // 0 + u * 1

  // Mean and variance of the uniform distribution; 4 standard errors of 20,000 examples.
  EXPECT_NEAR(u.mean().item<double>(), 0.5, 4 * 0.2887 / 141.4);
  EXPECT_NEAR(u.var().item<double>(), 1.0 / 12, 4 * 0.0745 / 141.4);
  EXPECT_GT(u.min().item<double>(), 0.0);
  EXPECT_LT(u.max().item<double>(), 1.0);
}

}  // namespace
}  // namespace bayes

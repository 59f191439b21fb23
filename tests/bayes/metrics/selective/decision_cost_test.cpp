#include "bayes/metrics/selective/decision_cost.h"

#include <gtest/gtest.h>
// after gtest.h, which it extends
#include <rapidcheck/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "bayes/core/error.h"
#include "tests/bayes/metrics/random_predictive.h"

namespace bayes {
namespace {

TEST(DecisionCost, GivenCostsThatDifferWhenDecidedThenTheLeastExpectedCostDecides) {
  // Missing class 1 costs ten times as much as a false alarm; a look by someone else costs 2.
  const auto costs = torch::tensor({{0.0, 1.0, 2.0}, {10.0, 0.0, 2.0}}, torch::kFloat64);
  const CategoricalPredictive predictive{
      torch::tensor({{{0.95, 0.05}, {0.8, 0.2}, {0.1, 0.9}}}, torch::kFloat64).log()};

  const auto actions = bayes_decisions(predictive, costs);
  const auto outcome = decision_outcome(predictive, torch::tensor({0, 0, 1}, torch::kInt64), actions, costs);

  EXPECT_EQ(actions, (std::vector<std::int64_t>{0, 1, 1}));  // by hand: 0.5 < 0.95; 2 > 0.8; 9 > 0.1
  EXPECT_NEAR(outcome.cost, 1.0 / 3, 1e-12);
  EXPECT_NEAR(outcome.expected, (0.5 + 0.8 + 0.1) / 3, 1e-12);
  EXPECT_EQ(outcome.rejected, 0.0);
}

TEST(DecisionCost, GivenACheapRejectionWhenDecidedThenDoubtIsHandedOn) {
  const CategoricalPredictive predictive{torch::tensor({{{0.8, 0.2}, {0.7, 0.3}}}, torch::kFloat64).log()};

  const auto matrix = with_rejection(equal_costs(2, 1.0), 0.25);
  const auto actions = bayes_decisions(predictive, matrix);
  const auto outcome = decision_outcome(predictive, torch::tensor({1, 1}, torch::kInt64), actions, matrix);

  EXPECT_EQ(actions, (std::vector<std::int64_t>{0, 2}));  // by hand: 0.2 < 0.25 < 0.3
  EXPECT_NEAR(outcome.cost, (1 + 0.25) / 2, 1e-12);
  EXPECT_NEAR(outcome.expected, (0.2 + 0.25) / 2, 1e-12);
  EXPECT_EQ(outcome.rejected, 0.5);
}

RC_GTEST_PROP(DecisionCost, GivenAnyExamplesWhenDecidedThenChowsThresholdDecidesTheSame, ()) {
  const auto cases = *random_cases();
  const double reject = 0.01 * *rc::gen::inRange(1, 200), threshold = 1.0 - reject / 2.0;
  const auto confidence = cases.predictive.mean_probabilities().amax(1);
  RC_PRE(confidence.sub(threshold).abs().gt(1e-9).all().item<bool>());  // there rounding decides

  const auto costs = with_rejection(equal_costs(cases.predictive.classes(), 2.0), reject);
  const auto by_cost = bayes_decisions(cases.predictive, costs);
  const auto by_threshold = threshold_decisions(cases.predictive, threshold);

  for (std::size_t i = 0; i < by_cost.size(); ++i) {
    const bool rejected = by_cost[i] == cases.predictive.classes();
    RC_ASSERT(rejected == (by_threshold[i] == cases.predictive.classes()));
  }
}

RC_GTEST_PROP(DecisionCost, GivenAnyExamplesWhenTheThresholdIsChosenThenNoOtherIsCheaper, ()) {
  const auto cases = *random_cases();
  const std::int64_t classes = cases.predictive.classes();
  auto answers = equal_costs(classes, 1.0);
  answers[0][classes - 1] = 0.1 * *rc::gen::inRange(0, 100);  // one mistake of another price
  const auto matrix = with_rejection(answers, 0.01 * *rc::gen::inRange(0, 120));
  const auto cost_at = [&](double threshold) {
    return decision_outcome(cases.predictive, cases.labels, threshold_decisions(cases.predictive, threshold),
                            matrix)
        .cost;
  };

  const double cheapest = cost_at(cheapest_threshold(cases.predictive, cases.labels, matrix));

  for (const double threshold : {0.0, 0.3, 0.5, 0.7, 0.9, 0.99, 1.0, 2.0}) {
    RC_ASSERT(cheapest <= cost_at(threshold) + 1e-12);
  }
  const auto confidence = cases.predictive.mean_probabilities().amax(1);
  for (std::int64_t i = 0; i < confidence.size(0); ++i) {
    RC_ASSERT(cheapest <= cost_at(std::min(confidence[i].item<double>(), 1.0)) + 1e-12);
  }
}

// tests/golden/decisions.py, by NumPy.
TEST(DecisionCost, GivenTheScriptsCostsWhenDecidedThenEveryRuleCostsWhatNumpySays) {
  std::ifstream file(std::string(TESTS_FOLDER) + "/golden/decisions.json");
  const auto golden = nlohmann::json::parse(file);
  const auto rows_of = [](const nlohmann::json& rows) {
    std::vector<torch::Tensor> tensors;
    for (const auto& row : rows) {
      tensors.push_back(torch::tensor(row.get<std::vector<double>>(), torch::kFloat64));
    }
    return torch::stack(tensors);
  };
  const CategoricalPredictive predictive{rows_of(golden.at("probabilities")).log().unsqueeze(0)};
  const auto labels = torch::tensor(golden.at("labels").get<std::vector<std::int64_t>>(), torch::kInt64);
  const auto answers = rows_of(golden.at("costs"));
  const auto costs = with_rejection(answers, golden.at("reject").get<double>());
  const auto expect = [&](const std::string& rule, const std::vector<std::int64_t>& actions) {
    const auto found = decision_outcome(predictive, labels, actions, costs);
    const auto& expected = golden.at("rules").at(rule);
    EXPECT_NEAR(found.cost, expected.at("cost").get<double>(), 1e-12) << rule;
    EXPECT_NEAR(found.expected, expected.at("expected").get<double>(), 1e-12) << rule;
    EXPECT_NEAR(found.rejected, expected.at("rejected").get<double>(), 1e-12) << rule;
  };

  const double threshold = cheapest_threshold(predictive, labels, costs);

  EXPECT_NEAR(threshold, golden.at("rules").at("threshold").at("at").get<double>(), 1e-12);
  expect("always", threshold_decisions(predictive, 0.0));
  expect("bayes", bayes_decisions(predictive, costs));
  expect("bayes_without_rejection", bayes_decisions(predictive, answers));
  // A hair below the threshold, which the script and we round differently.
  expect("threshold", threshold_decisions(predictive, threshold - 1e-9));
}

TEST(DecisionCost, GivenRejectionForNothingWhenEverythingIsWrongThenNothingIsAnswered) {
  const CategoricalPredictive predictive{torch::tensor({{{0.8, 0.2}, {0.7, 0.3}}}, torch::kFloat64).log()};

  const double threshold = cheapest_threshold(predictive, torch::tensor({1, 1}, torch::kInt64),
                                              with_rejection(equal_costs(2, 1.0), 0.1));

  EXPECT_TRUE(std::isinf(threshold));
  EXPECT_EQ(threshold_decisions(predictive, threshold), (std::vector<std::int64_t>{2, 2}));
}

TEST(DecisionCost, GivenCostsThatDoNotFitWhenDecidedThenErrorIsThrown) {
  const CategoricalPredictive predictive{torch::tensor({{{0.8, 0.2}}}, torch::kFloat64).log()};

  EXPECT_THROW(bayes_decisions(predictive, torch::zeros({3, 3})), Error);
  EXPECT_THROW(bayes_decisions(predictive, torch::zeros({2, 1})), Error);
  EXPECT_THROW(bayes_decisions(predictive, torch::full({2, 2}, NAN)), Error);
  EXPECT_THROW(bayes_decisions(predictive, torch::Tensor()), Error);
  const auto labels = torch::tensor({0}, torch::kInt64);
  EXPECT_THROW(cheapest_threshold(predictive, labels, equal_costs(2, 1.0)), Error);  // nothing rejects
}

TEST(DecisionCost, GivenActionsThatDoNotFitWhenCountedThenErrorIsThrown) {
  const CategoricalPredictive predictive{torch::tensor({{{0.8, 0.2}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0}, torch::kInt64);
  const auto costs = equal_costs(2, 1.0);

  EXPECT_THROW(decision_outcome(predictive, labels, {}, costs), Error);
  EXPECT_THROW(decision_outcome(predictive, labels, {2}, costs), Error);
  EXPECT_THROW(decision_outcome(predictive, labels, {-1}, costs), Error);
  EXPECT_THROW(decision_outcome(predictive, labels, {0, 0}, costs), Error);
}

}  // namespace
}  // namespace bayes

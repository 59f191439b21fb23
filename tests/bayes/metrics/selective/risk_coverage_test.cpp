#include "bayes/metrics/selective/risk_coverage.h"

#include <gtest/gtest.h>

namespace bayes {
namespace {

CategoricalPredictive of_confidences(std::vector<double> confidences) {
  const auto top = torch::tensor(confidences, torch::kFloat64);
  return CategoricalPredictive{torch::stack({top, 1 - top}, /*dim=*/1).unsqueeze(0).log()};
}

TEST(RiskCoverage, GivenThreeImagesWhenTheSecondMostConfidentIsWrongThenTheAreaIsTheMeanRisk) {
  const auto predictive = of_confidences({0.6, 0.9, 0.8});

  const double area = area_under_risk_coverage(predictive, torch::tensor({0, 0, 1}, torch::kInt64));

  EXPECT_NEAR(area, (0.0 + 1.0 / 2 + 1.0 / 3) / 3, 1e-12);  // by hand
}

TEST(RiskCoverage, GivenTieOfRightAndWrongWhenRankedThenTheAreaIsTheMeanOfBothOrders) {
  const auto predictive = of_confidences({0.9, 0.7, 0.7});

  const double area = area_under_risk_coverage(predictive, torch::tensor({0, 1, 0}, torch::kInt64));

  const double wrong_first = (0.0 + 1.0 / 2 + 1.0 / 3) / 3;  // by hand
  const double right_first = (0.0 + 0.0 + 1.0 / 3) / 3;
  EXPECT_NEAR(area, (wrong_first + right_first) / 2, 1e-12);
}

TEST(RiskCoverage, GivenNoErrorsWhenRankedThenTheAreaIsZero) {
  EXPECT_EQ(area_under_risk_coverage(of_confidences({0.9, 0.7}), torch::tensor({0, 0}, torch::kInt64)), 0.0);
}

TEST(RiskCoverage, GivenOnlyErrorsWhenRankedThenTheAreaIsOne) {
  EXPECT_EQ(area_under_risk_coverage(of_confidences({0.9, 0.7}), torch::tensor({1, 1}, torch::kInt64)), 1.0);
}

}  // namespace
}  // namespace bayes

#include "bayes/metrics/selective/misclassification_auroc.h"

#include <gtest/gtest.h>

#include <cmath>

namespace bayes {
namespace {

/// Two classes; the higher the first probability above 1/2, the lower the entropy.
CategoricalPredictive of_confidences(std::vector<double> confidences) {
  const auto top = torch::tensor(confidences, torch::kFloat64);
  return CategoricalPredictive{torch::stack({top, 1 - top}, /*dim=*/1).unsqueeze(0).log()};
}

TEST(MisclassificationAuroc, GivenErrorsOfHighEntropyWhenRankedThenItIsTheShareOfPairsInOrder) {
  const auto predictive = of_confidences({0.95, 0.7, 0.8, 0.6, 0.9});
  const auto labels = torch::tensor({0, 0, 1, 1, 0}, torch::kInt64);

  const double auroc = misclassification_auroc(predictive, labels);

  EXPECT_NEAR(auroc, 5.0 / 6, 1e-12);  // by hand: of 2 x 3 pairs only (0.8 wrong, 0.7 right) is out of order
}

TEST(MisclassificationAuroc, GivenEqualEntropiesWhenRankedThenTiesCountHalf) {
  const auto predictive = of_confidences({0.7, 0.7, 0.9});

  const double auroc = misclassification_auroc(predictive, torch::tensor({0, 1, 0}, torch::kInt64));

  EXPECT_NEAR(auroc, (0.5 + 1.0) / 2, 1e-12);  // by hand
}

TEST(MisclassificationAuroc, GivenOnlyRightOrOnlyWrongOnesWhenRankedThenItIsNotDefined) {
  const auto predictive = of_confidences({0.7, 0.9});

  EXPECT_TRUE(std::isnan(misclassification_auroc(predictive, torch::tensor({0, 0}, torch::kInt64))));
  EXPECT_TRUE(std::isnan(misclassification_auroc(predictive, torch::tensor({1, 1}, torch::kInt64))));
}

}  // namespace
}  // namespace bayes

#include "bayes/predictive/labels.h"

#include <gtest/gtest.h>

#include "bayes/core/error.h"

namespace bayes {
namespace {

TEST(Labels, GivenLabelsThatDoNotFitWhenRequiredThenErrorIsThrown) {
  const CategoricalPredictive predictive{torch::tensor({{{0.5, 0.5}, {0.2, 0.8}}}, torch::kFloat64).log()};

  EXPECT_NO_THROW(require_labels(torch::tensor({0, 1}, torch::kInt64), predictive));
  EXPECT_THROW(require_labels(torch::tensor({0, 2}, torch::kInt64), predictive), Error);
  EXPECT_THROW(require_labels(torch::tensor({-1, 1}, torch::kInt64), predictive), Error);
  EXPECT_THROW(require_labels(torch::tensor({0}, torch::kInt64), predictive), Error);
  EXPECT_THROW(require_labels(torch::tensor({{0, 1}}, torch::kInt64), predictive), Error);
  EXPECT_THROW(require_labels(torch::tensor({0.0, 1.0}), predictive), Error);
  EXPECT_THROW(require_labels(torch::Tensor(), predictive), Error);
}

TEST(Labels, GivenStridedLabelsWhenCheckedThenTheirValuesAreRead) {
  const CategoricalPredictive predictive{torch::full({1, 2, 3}, 1.0 / 3, torch::kFloat64).log()};
  const auto strided = torch::tensor({{2, 9}, {1, 9}}, torch::kInt64).select(/*dim=*/1, 0);

  EXPECT_EQ(checked_labels(strided, predictive), (std::vector<std::int64_t>{2, 1}));
}

}  // namespace
}  // namespace bayes

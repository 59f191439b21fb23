#include "bayes/metrics/resampling/mcnemar.h"

#include <gtest/gtest.h>

#include "bayes/core/error.h"

namespace bayes {
namespace {

struct PValue {
  std::int64_t only_first;
  std::int64_t only_second;
  double expected;
};

// tests/golden/mcnemar.py
constexpr PValue kPValues[] = {
    {0, 1, 1.0},                      // binomtest
    {3, 9, 0.14599609375},            // binomtest
    {9, 3, 0.14599609375},            // binomtest
    {0, 24, 1.1920928955078125e-07},  // binomtest
    {12, 13, 1.0},                    // chi2.sf
    {10, 15, 0.4237107971667936},     // chi2.sf
    {30, 10, 0.002663119259138558},   // chi2.sf
    {5, 120, 2.056101999231734e-24},  // chi2.sf
};

TEST(McNemar, GivenNumbersOfDisagreementsWhenTestedThenSciPyGivesTheSamePValues) {
  for (const auto& [only_first, only_second, expected] : kPValues) {
    EXPECT_NEAR(mcnemar_p_value(only_first, only_second), expected, 1e-12 + 1e-9 * expected)
        << only_first << " " << only_second;
  }
}

TEST(McNemar, GivenNoDifferenceWhenTestedThenThePValueIsOne) {
  EXPECT_EQ(mcnemar_p_value(0, 0), 1.0);
  EXPECT_EQ(mcnemar_p_value(7, 7), 1.0);
  EXPECT_EQ(mcnemar_p_value(40, 40), 1.0);  // the correction would make 1 / 80 of an excess of 0
}

TEST(McNemar, GivenTwoPredictivesWhenTestedThenOnlyWhereOneIsRightCounts) {
  const CategoricalPredictive first{
      torch::tensor({{{0.9, 0.1}, {0.8, 0.2}, {0.3, 0.7}, {0.4, 0.6}}}, torch::kFloat64).log()};
  const CategoricalPredictive second{
      torch::tensor({{{0.6, 0.4}, {0.2, 0.8}, {0.4, 0.6}, {0.9, 0.1}}}, torch::kFloat64).log()};

  const auto test = mcnemar_test(first, second, torch::tensor({0, 0, 0, 1}, torch::kInt64));

  EXPECT_EQ(test.only_first_right, 2);  // by hand: the second and the last
  EXPECT_EQ(test.only_second_right, 0);
  EXPECT_DOUBLE_EQ(test.p_value, 0.5);  // 2 * (1/2)^2
}

TEST(McNemar, GivenPredictivesOfOtherSizesWhenTestedThenErrorIsThrown) {
  const CategoricalPredictive two{torch::full({1, 2, 2}, 0.5, torch::kFloat64).log()};
  const CategoricalPredictive three{torch::full({1, 3, 2}, 0.5, torch::kFloat64).log()};

  EXPECT_THROW(mcnemar_test(two, three, torch::tensor({0, 1}, torch::kInt64)), Error);
}

}  // namespace
}  // namespace bayes

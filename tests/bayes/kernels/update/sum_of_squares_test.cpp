#include "bayes/kernels/update/sum_of_squares.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace bayes::kernels {
namespace {

TEST(SumOfSquares, GivenAnyCountWhenSummedThenEveryValueIsInIt) {
  for (const std::int64_t count : {0, 1, 7, 8, 9, 16, 67}) {
    std::vector<float> values;
    for (std::int64_t i = 1; i <= count; ++i) values.push_back(static_cast<float>(i % 2 == 0 ? i : -i));

    // 1 + 4 + … + n^2 = n (n + 1) (2 n + 1) / 6
    EXPECT_EQ(sum_of_squares(values.data(), count),
              static_cast<double>(count * (count + 1) * (2 * count + 1) / 6));
  }
}

TEST(SumOfSquares, GivenTheLargestFloatsWhenSummedThenTheSumIsFinite) {
  const std::vector<float> values(9, std::numeric_limits<float>::max());
  const double square = static_cast<double>(values[0]) * static_cast<double>(values[0]);

  EXPECT_DOUBLE_EQ(sum_of_squares(values.data(), 9), 9 * square);
}

TEST(SumOfSquares, GivenDoublesWhenSummedThenTheyAreNotRoundedToFloats) {
  const double value = 1e-4;

  EXPECT_DOUBLE_EQ(sum_of_squares(&value, 1), 1e-8);
}

}  // namespace
}  // namespace bayes::kernels

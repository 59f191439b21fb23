#include "bayes/kernels/update/move_towards.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace bayes::kernels {
namespace {

TEST(MoveTowards, GivenSharesOfOneOverNWhenMovedThenItIsTheMean) {
  double average = 77.0;
  const std::vector<double> values{1.0, 4.0, -2.0, 7.0};

  for (std::size_t n = 1; n <= values.size(); ++n)
    move_towards(&values[n - 1], 1.0 / static_cast<double>(n), &average, 1);

  EXPECT_DOUBLE_EQ(average, 2.5);
}

TEST(MoveTowards, GivenAConstantShareWhenMovedThenAnOldValueFadesByPowers) {
  std::vector<float> average(19, 1.0f);
  const std::vector<float> zeros(19, 0.0f);

  for (int step = 0; step < 3; ++step) move_towards(zeros.data(), 0.25, average.data(), 19);

  for (const float value : average) EXPECT_EQ(value, 0.421875f);  // (3/4)^3, which floats hold
}

TEST(MoveTowards, GivenShareOneWhenMovedThenWhatWasThereIsForgottenEvenNan) {
  float average = std::nanf("");
  const float value = 0.1f;

  move_towards(&value, 1.0, &average, 1);

  EXPECT_EQ(average, 0.1f);
}

}  // namespace
}  // namespace bayes::kernels

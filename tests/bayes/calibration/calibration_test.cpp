#include "bayes/calibration/calibration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bayes/calibration/histogram_binning.h"
#include "bayes/calibration/isotonic_regression.h"
#include "bayes/calibration/matrix_scaling.h"
#include "bayes/calibration/temperature_scaling.h"
#include "bayes/calibration/vector_scaling.h"
#include "bayes/core/error.h"
#include "tests/bayes/calibration/miscalibrated.h"

namespace bayes {
namespace {

using ::testing::HasSubstr;

std::vector<FitCalibration> every_calibration() {
  return {temperature_scaling({}),
          vector_scaling({}),
          matrix_scaling({}),
          histogram_binning({}),
          histogram_binning({5, BinSpacing::kEqualMass}),
          isotonic_regression({})};
}

Miscalibrated cases_of(std::int64_t count) {
  return miscalibrated_by(0.5 * torch::eye(4, torch::kFloat64), torch::zeros(4, torch::kFloat64), count);
}

TEST(Calibration, GivenEachCalibrationWhenAppliedThenItGivesADistributionThatExcludesNoClass) {
  const auto [predictive, labels] = cases_of(60);
  const Predictive certain{torch::tensor({{{1.0, 0.0, 0.0, 0.0}}}, torch::kFloat64).log()};

  for (const auto& fit : every_calibration()) {
    const auto calibration = fit(predictive, labels);

    EXPECT_GT(calibration.parameters, 0);
    EXPECT_FALSE(calibration.found.empty());
    EXPECT_EQ(calibration.apply(predictive).draws(), 1);
    EXPECT_GT(calibration.apply(predictive).mean_probabilities().min().item<double>(), 0.0);
    EXPECT_NO_THROW(calibration.apply(certain)) << calibration.found;
  }
}

TEST(Calibration, GivenEachCalibrationWhenFittedTwiceThenBitsAreEqual) {
  const auto [predictive, labels] = cases_of(60);

  for (const auto& fit : every_calibration()) {
    const auto once = fit(predictive, labels).apply(predictive).mean_log_probabilities();
    const auto again = fit(predictive, labels).apply(predictive).mean_log_probabilities();

    EXPECT_TRUE(once.equal(again));
  }
}

TEST(Calibration, GivenEachCalibrationWhenALabelIsNoClassThenErrorIsThrown) {
  const auto [predictive, labels] = cases_of(5);

  for (const auto& fit : every_calibration()) EXPECT_THROW(fit(predictive, labels + 4), Error);
}

TEST(Calibration, GivenTenExamplesForEachNumberWhenJudgedThenTheyAreEnoughAndOneFewerIsNot) {
  const Calibration of_six{{}, /*parameters=*/6, ""};

  EXPECT_EQ(too_few_examples(of_six, 60), "");
  EXPECT_THAT(too_few_examples(of_six, 59), HasSubstr("6 numbers were fitted to 59 examples"));
  EXPECT_THAT(too_few_examples(of_six, 59), HasSubstr("Take 60"));
}

TEST(Calibration, GivenTheSameExamplesWhenCalibratedThenOnlyWhatFitsManyNumbersIsWarnedOf) {
  const auto [predictive, labels] = cases_of(100);

  EXPECT_EQ(too_few_examples(temperature_scaling({})(predictive, labels), 100), "");
  EXPECT_EQ(too_few_examples(vector_scaling({})(predictive, labels), 100), "");  // 8 numbers
  EXPECT_NE(too_few_examples(matrix_scaling({})(predictive, labels), 100), "");  // 20
  EXPECT_NE(too_few_examples(histogram_binning({})(predictive, labels), 100), "");
}

}  // namespace
}  // namespace bayes

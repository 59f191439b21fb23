#include "bayes/calibration/calibration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bayes/calibration/histogram_binning.h"
#include "bayes/calibration/isotonic_regression.h"
#include "bayes/calibration/matrix_scaling.h"
#include "bayes/calibration/temperature_scaling.h"
#include "bayes/calibration/vector_scaling.h"
#include "bayes/core/error.h"
#include "tests/bayes/calibration/golden_calibration.h"
#include "tests/bayes/calibration/miscalibrated.h"
#include "tests/support/calibrated_by_hand.h"

namespace bayes {
namespace {

using ::testing::AllOf;
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
  const CategoricalPredictive certain{torch::tensor({{{1.0, 0.0, 0.0, 0.0}}}, torch::kFloat64).log()};

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

// Class 3 has no example in the second round.
TEST(Calibration, GivenEachCalibrationWhenItsNumbersAreAppliedByHandThenProbabilitiesAreItsOwn) {
  const auto [predictive, drawn] = cases_of(60);
  const auto without_a_class = drawn.eq(3).to(torch::kInt64).neg() + drawn;
  const auto probabilities = predictive.mean_probabilities();

  for (const auto& labels : {drawn, without_a_class}) {
    for (const auto& fit : every_calibration()) {
      const auto calibration = fit(predictive, labels);

      const support::NumbersByName numbers(calibration.numbers.begin(), calibration.numbers.end());
      const auto by_hand = support::calibrated_by_hand(numbers, probabilities);
      // Rounding: of sums in another order.
      EXPECT_LT(largest_difference(calibration.apply(predictive).mean_probabilities(), by_hand), 1e-12)
          << calibration.found;
    }
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

TEST(Calibration, GivenWhatSpeaksAgainstACalibrationWhenItIsSaidThenAllOfItIs) {
  Calibration calibration{{}, /*parameters=*/6, ""};
  EXPECT_EQ(warnings_of(calibration, 60), "");

  calibration.converged = false;
  calibration.has_maximum = false;
  calibration.warning = "And more.";

  EXPECT_THAT(warnings_of(calibration, 59),
              AllOf(HasSubstr("6 numbers"), HasSubstr(". The fit did not converge. "),
                    HasSubstr("no maximum"), HasSubstr(". And more.")));
}

TEST(Calibration, GivenAClassWithoutExamplesWhenCalibratedThenItIsSaidAndItsLabelsStayLikely) {
  // Of 4 classes 3 has no label; the network is sure of it where it sees it.
  const auto [predictive, drawn] = cases_of(200);
  const auto labels = drawn.eq(3).to(torch::kInt64).neg() + drawn;
  const CategoricalPredictive sure_of_it(torch::tensor({{{0.01, 0.01, 0.01, 0.97}}}, torch::kFloat64).log());

  for (const auto& fit : every_calibration()) {
    const auto calibration = fit(predictive, labels);

    if (calibration.parameters == 1) continue;  // a temperature knows no classes
    EXPECT_NE(warnings_of(calibration, 1000000), "") << calibration.found;
    // Scalings weigh that the class was expected and did not come; curves of it would be next to 0
    // everywhere.
    const double p = calibration.apply(sure_of_it).mean_probabilities()[0][3].item<double>();
    EXPECT_GT(p, calibration.has_maximum ? 0.5 : 0.0) << calibration.found;
  }
}

TEST(Calibration, GivenCurvesThatExplainLabelsWorseThanATemperatureWhenFittedThenItIsSaid) {
  const auto [predictive, labels] = cases_of(2000);
  const auto one_bin = histogram_binning({1, BinSpacing::kEqualWidth})(predictive, labels);  // knows no image
  const auto many = isotonic_regression({})(predictive, labels);

  EXPECT_THAT(one_bin.warning, HasSubstr("with temperature scaling one of"));
  EXPECT_EQ(many.warning, "");
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

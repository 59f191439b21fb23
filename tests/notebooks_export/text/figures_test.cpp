#include "notebooks_export/text/figures.h"

#include <gtest/gtest.h>

#include <cmath>

namespace report {

using bayes::Better;
namespace {

TEST(Figures, GivenNumbersWhenWrittenThenTheyReadAsPeopleWriteThem) {
  EXPECT_EQ(percent(0.98714), "98.71\u00A0%");
  EXPECT_EQ(fixed(-0.00001), "0.0000");
  EXPECT_EQ(signed_fixed(-0.0051), "−0.0051");
  EXPECT_EQ(signed_fixed(0.0), "0.0000");
  EXPECT_EQ(significant(0.04567), "0.0457");
  EXPECT_EQ(significant(9173.04, 5), "9173.0");
  EXPECT_EQ(grouped(61706), "61\u202F706");
  EXPECT_EQ(grouped(-1234567), "-1\u202F234\u202F567");
}

TEST(Figures, GivenSecondsWhenWrittenThenTheUnitFitsTheirSize) {
  EXPECT_EQ(duration(0.3), "0.30\u00A0s");
  EXPECT_EQ(duration(9.96), "10\u00A0s");
  EXPECT_EQ(duration(59.7), "1\u00A0min 00\u00A0s");
  EXPECT_EQ(duration(7500), "2\u00A0h 05\u00A0min");
}

TEST(Figures, GivenWhatIsNotFiniteWhenWrittenThenItIsADash) {
  EXPECT_EQ(percent(std::nan("")), "–");
  EXPECT_EQ(duration(INFINITY), "–");
  EXPECT_EQ(round_trip(-INFINITY), "");
}

TEST(Figures, GivenAMetricWhenThereIsLittleRoomThenItIsShortenedAsTheFieldDoes) {
  EXPECT_EQ(short_title({"ece", "Expected calibration error", Better::kLower, Unit::kShare, "ECE"}), "ECE");
  EXPECT_EQ(short_title({"nll", "Negative log likelihood", Better::kLower, Unit::kNats, "NLL"}), "NLL, nats");
  EXPECT_EQ(short_title({"accuracy", "Accuracy"}), "Accuracy");
  EXPECT_EQ(short_title({"my_metric", ""}), "my_metric");
}

// AURC was printed as 0.0001 ± 0.0000.
TEST(Figures, GivenAnErrorWhenDigitsAreChosenThenItShowsADigitThatCountsAndTwoAfterAOne) {
  EXPECT_EQ(metric_digits(Unit::kPlain, 0.00012, 0.00003), 5);
  EXPECT_EQ(metric_digits(Unit::kPlain, 0.00012, 0.000013), 6);
  EXPECT_EQ(metric_value(Unit::kPlain, 0.000123, 5), "0.00012");
  EXPECT_EQ(metric_digits(Unit::kNats, 0.0412, 0.0007), 4);
  EXPECT_EQ(metric_digits(Unit::kNats, 0.0412, 0.3), 4);  // never fewer than tables align by
  EXPECT_EQ(metric_digits(Unit::kNats, 17.2, 0.3), 2);
  EXPECT_EQ(metric_digits(Unit::kShare, 0.9871, 0.0002), 2);  // 0.02 percentage points
  EXPECT_EQ(metric_value(Unit::kShare, 0.98714, metric_digits(Unit::kShare, 0.98714, 0.00004)),
            "98.714\u00A0%");
  EXPECT_EQ(metric_digits(Unit::kNats, 0.04, 1e-300), 8);
}

TEST(Figures, GivenNoErrorWhenDigitsAreChosenThenTheFigureShowsTwoThatCount) {
  EXPECT_EQ(metric_digits(Unit::kPlain, 0.00012, 0.0), 5);
  EXPECT_EQ(metric_digits(Unit::kPlain, 0.00012, std::nan("")), 5);
  EXPECT_EQ(metric_digits(Unit::kNats, 0.0412, std::nan("")), 4);
  EXPECT_EQ(metric_digits(Unit::kShare, 1.0, 0.0), 2);
  EXPECT_EQ(metric_digits(Unit::kShare, 0.0, 0.0), 2);
  EXPECT_EQ(metric_digits(Unit::kNats, std::nan(""), std::nan("")), 4);
}

TEST(Figures, GivenFiguresInTheUnitOfTheTargetWhenWrittenThenTheirErrorSaysHowManyDigits) {
  const auto written = [](double value, double error) {
    return metric_value(Unit::kTarget, value, metric_digits(Unit::kTarget, value, error));
  };

  EXPECT_EQ(written(2.61344, 0.03), "2.61");     // one digit of the error
  EXPECT_EQ(written(2613.44, 0.13), "2613.44");  // two where it starts with a 1
  EXPECT_EQ(written(2613.44, 30.0), "2613");
  EXPECT_EQ(written(2.61344, std::nan("")), "2.613");  // four that count where there is none
  EXPECT_EQ(written(261344.4, std::nan("")), "261344");
}

TEST(Figures, GivenNumbersOfAMeasurementWhenWrittenThenTheirUnitSaysHow) {
  EXPECT_EQ(measured_value(Unit::kShare, 0.671), "67.10\u00A0%");
  EXPECT_EQ(measured_value(Unit::kPlain, 12000.0), "12\u202F000");
  EXPECT_EQ(measured_value(Unit::kTarget, 2.61344), "2.613");
  EXPECT_EQ(measured_value(Unit::kNats, std::nan("")), "–");
  EXPECT_EQ(with_unit("Entropy", Unit::kNats), "Entropy (nats)");
}

}  // namespace
}  // namespace report

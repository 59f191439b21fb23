#include "notebooks_export/figures.h"

#include <gtest/gtest.h>

#include <cmath>

namespace report {
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
  EXPECT_EQ(short_title("ece", "Expected calibration error"), "ECE");
  EXPECT_EQ(short_title("accuracy", "Accuracy"), "Accuracy");
  EXPECT_EQ(short_title("my_metric", ""), "my_metric");
}

}  // namespace
}  // namespace report

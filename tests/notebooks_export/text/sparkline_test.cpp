#include "notebooks_export/text/sparkline.h"

#include <gtest/gtest.h>

#include <cmath>

namespace report {
namespace {

TEST(Sparkline, GivenValuesWhenDrawnThenTheSmallestIsLowAndTheLargestHigh) {
  EXPECT_EQ(sparkline({0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0}), "▁▂▃▄▅▆▇█");
  EXPECT_EQ(sparkline({3.0, -1.0}), "█▁");
}

TEST(Sparkline, GivenEqualValuesNoneOrNanWhenDrawnThenItIsFlatEmptyOrHasGaps) {
  EXPECT_EQ(sparkline({2.0, 2.0}), "▁▁");
  EXPECT_EQ(sparkline({}), "");
  EXPECT_EQ(sparkline({1.0, std::nan(""), 2.0}), "▁ █");
}

TEST(Sparkline, GivenMoreValuesThanPlacesWhenDrawnThenPartsAreAveraged) {
  EXPECT_EQ(sparkline({0.0, 2.0, 8.0, 8.0}, /*width=*/2), "▁█");
}

}  // namespace
}  // namespace report

#include "notebooks_export/raster/scale.h"

#include <gtest/gtest.h>

#include <cmath>

namespace report::raster {
namespace {

using Numbers = Scale::Numbers;
using Names = std::vector<nlohmann::ordered_json>;

TEST(Scale, GivenNumbersWhenPlacedThenTheyFollowTheirTransform) {
  EXPECT_DOUBLE_EQ(Scale(Numbers{"linear", 10, 0, 4}, 100, 0).place(1), 75);
  EXPECT_DOUBLE_EQ(Scale(Numbers{"sqrt", 10, 0, 4}, 0, 100).place(1), 50);
  EXPECT_DOUBLE_EQ(Scale(Numbers{"log", 10, 0.01, 1}, 0, 100).place(0.1), 50);
  EXPECT_TRUE(std::isnan(Scale(Numbers{"log", 10, 0.01, 1}, 0, 100).place(0)));
  EXPECT_TRUE(std::isnan(Scale(Numbers{"linear", 10, 0, 4}, 0, 100).place(nullptr)));
}

TEST(Scale, GivenNamesWhenPlacedThenEachLiesInTheMiddleOfItsBand) {
  const Scale scale(Names{"a", "b"}, 0, 100);

  EXPECT_DOUBLE_EQ(scale.place("b"), 75);
  EXPECT_DOUBLE_EQ(scale.band_width(), 50);
  EXPECT_TRUE(std::isnan(scale.place("c")));
}

// d3.ticks(0, 1, 5), d3.ticks(0.013, 0.0178, 4) and d3.scaleLog().domain([0.01, 1]).ticks(2).
TEST(Scale, GivenADomainWhenTickedThenTicksAreThoseOfD3) {
  const auto count = [](const Scale& scale, int wanted) { return scale.ticks(wanted).size(); };

  EXPECT_EQ(count(Scale(Numbers{"linear", 10, 0, 1}, 0, 100), 5), 6u);
  EXPECT_EQ(count(Scale(Numbers{"linear", 10, 0.013, 0.0178}, 0, 100), 4), 5u);
  EXPECT_EQ(count(Scale(Numbers{"log", 10, 0.01, 1}, 0, 100), 2), 3u);
}

}  // namespace
}  // namespace report::raster

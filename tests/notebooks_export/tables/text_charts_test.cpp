#include "notebooks_export/tables/text_charts.h"

#include <gtest/gtest.h>

#include <limits>
#include <sstream>

namespace report {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> lines_in(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// Columns that a terminal takes: bytes that begin a character.
std::size_t columns_in(const std::string& line) {
  std::size_t columns = 0;
  for (const char byte : line) columns += (static_cast<unsigned char>(byte) & 0xC0) != 0x80 ? 1 : 0;
  return columns;
}

TEST(TextCharts, GivenTwoCurvesWhenDrawnThenMarksStandAtTheirHeights) {
  const auto lines =
      lines_in(curve_chart({{"training", {1.0, 0.5, 0.0}}, {"validation", {1.0, kNaN, 0.5}}}, 3));

  // By hand: three rows for 1, 0.5 and 0, a mark every fourth column; the first curve lies over the second.
  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[0], "    1.0000 ┤●");
  EXPECT_EQ(lines[1], "           │    ●   ○");
  EXPECT_EQ(lines[2], "    0.0000 ┤        ●");
  EXPECT_EQ(lines[3], "            ● training   ○ validation");
}

TEST(TextCharts, GivenCurvesThatAreConstantLongOrEmptyWhenDrawnThenTheyFit) {
  std::vector<double> steps(1000);
  for (std::size_t i = 0; i < steps.size(); ++i) steps[i] = static_cast<double>(i);

  for (const auto& line : lines_in(curve_chart({{"long", steps}}))) EXPECT_LE(columns_in(line), 72u);
  EXPECT_EQ(lines_in(curve_chart({{"constant", {2.0, 2.0}}}, 2))[1], "    2.0000 ┤●   ●");
  EXPECT_EQ(curve_chart({{"none", {}}, {"undefined", {kNaN, kNaN}}}), "");
  EXPECT_EQ(curve_chart({}), "");
}

TEST(TextCharts, GivenBinsWhenDrawnThenBarsAreTheShareRightAndTheMarkTheConfidence) {
  const auto lines = lines_in(
      reliability_chart({{0.0, 0.5, 0, kNaN, kNaN}, {0.5, 0.6, 10, 0.55, 0.25}, {0.9, 1.0, 90, 0.5, 1.0}}));

  ASSERT_EQ(lines.size(), 2u);  // a bin without images has no bar
  // 10 of 40 columns, the mark in column 0.55 * 39 = 21.
  EXPECT_EQ(lines[0], "0.50 to 0.60 ██████████           │                    25.0 % of 10");
  // Over confidence the bar goes on behind the mark, in column 20.
  EXPECT_EQ(lines[1], "0.90 to 1.00 ████████████████████┃███████████████████ 100.0 % of 90");
  EXPECT_EQ(columns_in(lines[0]) + 0, columns_in(lines[1]) + 0);
}

TEST(TextCharts, GivenAnyShareWhenDrawnThenTheLineIsAsLong) {
  for (double accuracy = 0.0; accuracy <= 1.0; accuracy += 1.0 / 64.0) {
    for (double confidence = 0.0; confidence <= 1.0; confidence += 1.0 / 64.0) {
      const auto line = reliability_chart({{0.0, 1.0, 5, confidence, accuracy}});
      ASSERT_EQ(columns_in(line), 13u + 40u + 8u + 6u) << line;
    }
  }
}

}  // namespace
}  // namespace report

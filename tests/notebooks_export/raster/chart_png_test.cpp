#include "notebooks_export/raster/chart_png.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "notebooks_export/charts/run_charts.h"
#include "notebooks_export/raster/canvas.h"
#include "notebooks_export/raster/marks.h"
#include "tests/support/sample_record.h"

namespace report {
namespace {

using raster::Canvas;

std::vector<int> pixel(const Canvas& canvas, std::int64_t x, std::int64_t y) {
  const auto at = static_cast<std::size_t>(3 * (y * canvas.pixel_width() + x));
  return {canvas.pixels()[at], canvas.pixels()[at + 1], canvas.pixels()[at + 2]};
}

TEST(ChartPng, GivenARectangleWhenFilledThenPixelsAreCoveredAsFarAsItReaches) {
  Canvas canvas(4, 4);  // 8 pixels a side

  canvas.rectangle(1, 1, 2.25, 3, {0, 0, 0});

  EXPECT_EQ(pixel(canvas, 1, 3), (std::vector{255, 255, 255}));
  EXPECT_EQ(pixel(canvas, 2, 2), (std::vector{0, 0, 0}));
  EXPECT_EQ(pixel(canvas, 4, 3), (std::vector{128, 128, 128}));  // half of it: 2.25 points are 4.5 pixels
  EXPECT_EQ(pixel(canvas, 3, 6), (std::vector{255, 255, 255}));
}

TEST(ChartPng, GivenALineWithACornerWhenDrawnThenWhatItsPiecesShareIsInked) {
  Canvas canvas(10, 10);

  canvas.line({{2, 2}, {8, 2}, {8, 8}}, 2, {0, 0, 0});

  EXPECT_EQ(pixel(canvas, 8, 4), (std::vector{0, 0, 0}));
  EXPECT_EQ(pixel(canvas, 15, 4), (std::vector{0, 0, 0}));
  EXPECT_EQ(pixel(canvas, 15, 12), (std::vector{0, 0, 0}));
  EXPECT_EQ(pixel(canvas, 8, 12), (std::vector{255, 255, 255}));
}

TEST(ChartPng, GivenEveryChartWhenDrawnThenItIsAPictureAndTheSameInEveryCall) {
  auto charts = run_charts(support::sample_run());
  for (auto& chart : comparison_charts(support::sample_comparison())) charts.push_back(chart);
  for (auto& chart : run_charts(support::sample_regression())) charts.push_back(chart);

  for (const Chart& chart : charts) {
    const std::string png = chart_png(chart.spec);

    EXPECT_GT(png.size(), 5000u) << chart.id;
    EXPECT_EQ(png, chart_png(chart.spec)) << chart.id;
  }
}

TEST(ChartPng, GivenHostileNamesAndFiguresThatAreMissingWhenDrawnThenThereIsStillAPicture) {
  for (const std::string& text : support::hostile_strings()) {
    auto charts = comparison_charts(support::comparison_with_text_everywhere(text));
    for (auto& chart : run_charts(support::run_with_text_everywhere(text)))
      charts.push_back(std::move(chart));
    for (const Chart& chart : charts) {
      // Those with names in an axis, a title and a legend.
      if (chart.id == "confusion" || chart.id == "metrics" || chart.id == "reliability") {
        EXPECT_FALSE(chart_png(chart.spec).empty()) << chart.id;
      }
    }
  }
  ComparisonRecord comparison = support::sample_comparison();
  for (auto& method : comparison.methods) {
    for (auto& metric : method.metrics)
      metric.mean = metric.standard_error = metric.difference = std::nan("");
  }
  for (const Chart& chart : comparison_charts(comparison)) EXPECT_FALSE(chart_png(chart.spec).empty());
}

TEST(ChartPng, GivenAnAreaWhenDrawnThenWhatLiesBetweenItsEdgesIsInked) {
  Canvas canvas(20, 20);
  const raster::Scale::Numbers to_ten{"linear", 10.0, 0.0, 10.0};
  const raster::Scale x(to_ten, 0.0, 20.0), y(to_ten, 20.0, 0.0);
  raster::Layer band{{{"type", "area"}, {"color", "#000000"}},
                     {{"x", {{"field", "x"}}}, {"y", {{"field", "low"}}}, {"y2", {{"field", "high"}}}},
                     {{{"x", 10}, {"low", 2}, {"high", 6}}, {{"x", 0}, {"low", 2}, {"high", 6}}},
                     {0, 0}};

  raster::draw_mark({canvas, {0, 0}, x, y}, band);

  // Two pixels a point and two points a unit: the band from 2 to 6 is the rows 16 to 32 of 40.
  EXPECT_EQ(pixel(canvas, 20, 24), (std::vector{0, 0, 0}));
  EXPECT_EQ(pixel(canvas, 20, 12), (std::vector{255, 255, 255}));
  EXPECT_EQ(pixel(canvas, 20, 36), (std::vector{255, 255, 255}));
}

TEST(ChartPng, GivenAMarkThatIsNotDrawnWhenAskedThenThatIsSaid) {
  EXPECT_THROW(chart_png({{"mark", "arc"}, {"data", {{"values", {{{"a", 1}}}}}}}), std::invalid_argument);
}

}  // namespace
}  // namespace report

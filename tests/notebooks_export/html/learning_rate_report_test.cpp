#include "notebooks_export/html/learning_rate_report.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "notebooks_export/charts/learning_rate_curve.h"
#include "tests/support/sample_record.h"

namespace report {
namespace {

LearningRateRecord sample_rates() {
  LearningRateRecord record;
  record.name = "rates";
  record.method_title = "MAP";
  for (int i = 0; i < 8; ++i) record.steps.push_back({std::pow(10.0, i - 7), 2.0 - 0.1 * i, 2.0 - 0.1 * i});
  record.steepest = 1e-3;
  record.tenth_of_lowest = 1e-2;
  record.configured = 1e-4;
  return record;
}

TEST(LearningRateReport, GivenStepsWhenExportedThenThreeFilesHoldThem) {
  const auto files = export_learning_rates(sample_rates());

  ASSERT_EQ(files.size(), 3u);
  EXPECT_EQ(files[0].name, "lr_find.csv");
  EXPECT_EQ(files[0].bytes.substr(0, 30), "learning_rate,loss,smoothed\r\n1");
  EXPECT_EQ(files[1].name, "lr_find.html");
  const auto found = nlohmann::json::parse(files[2].bytes);
  EXPECT_EQ(found["steps"].size(), 8u);
  EXPECT_EQ(found["suggestions"]["steepest"], 1e-3);
}

TEST(LearningRateReport, GivenNoSuggestionWhenExportedThenItIsNullAndTheReadingSaysSo) {
  auto record = sample_rates();
  record.steepest = record.tenth_of_lowest = std::numeric_limits<double>::quiet_NaN();

  const auto found = nlohmann::json::parse(export_learning_rates(record)[2].bytes);

  EXPECT_TRUE(found["suggestions"]["steepest"].is_null());
  EXPECT_NE(learning_rate_curve(record).reading.find("never falls"), std::string::npos);
  EXPECT_EQ(learning_rate_curve(record).spec["layer"].size(), 2u);  // the two lines
}

TEST(LearningRateReport, GivenHostileTextWhenExportedThenNoElementIsAdded) {
  const auto tags = [](const std::string& text) {
    auto record = sample_rates();
    record.name = record.method_title = record.model = record.dataset = record.config_yaml = text;
    const std::string page = export_learning_rates(record)[1].bytes;
    return std::count(page.begin(), page.end(), '<');
  };

  for (const std::string& text : support::hostile_strings()) EXPECT_EQ(tags(text), tags("name")) << text;
}

TEST(LearningRateCurve, GivenALossThatDivergesWhenChartedThenTheAxisEndsAboveTheFirstLoss) {
  auto record = sample_rates();
  record.steps.push_back({1.0, 1e20, 1e20});

  const auto chart = learning_rate_curve(record);

  EXPECT_DOUBLE_EQ(chart.spec["layer"][0]["encoding"]["y"]["scale"]["domain"][1], 3.0);
  EXPECT_EQ(chart.numbers.rows.size(), 9u);
}

}  // namespace
}  // namespace report

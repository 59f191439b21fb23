#include "notebooks_export/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/support/sample_record.h"

namespace report {
namespace {

TEST(Json, GivenARunWhenWrittenThenMetricsStandUnderTheirSplit) {
  const RunRecord run = support::sample_run();

  const auto json = nlohmann::ordered_json::parse(json_text(metrics_json(run)));

  EXPECT_EQ(json.begin().key(), "test");
  const MetricRow& accuracy = run.splits.back().metrics.front();
  EXPECT_EQ(json["test"]["accuracy"]["value"].get<double>(), accuracy.estimate.value);
  EXPECT_EQ(json["test"]["accuracy"]["monte_carlo_error"].get<double>(), accuracy.estimate.monte_carlo_error);
  EXPECT_EQ(json["validation"].size(), run.splits.front().metrics.size());
  EXPECT_EQ(json["details"]["test"]["confusion"][3][3].get<std::int64_t>(),
            run.splits.back().confusion[3][3]);
  const auto& row = json["details"]["test"]["per_class"][3];
  EXPECT_EQ(row["recall"].get<double>(), run.splits.back().per_class[3].recall);
  EXPECT_EQ(row["support"].get<std::int64_t>(), run.splits.back().per_class[3].support);
  EXPECT_EQ(json["draws"]["curve"][3]["draws"], 8);
  EXPECT_EQ(json["draws"]["curve"][3]["metrics"]["accuracy"]["value"].get<double>(), accuracy.estimate.value);
  EXPECT_TRUE(json["draws"]["enough"].contains("nll"));
  EXPECT_EQ(json["decision"]["rules"]["bayes"]["rejected"], 0.04);
  EXPECT_EQ(json["seconds"]["training"].get<double>(), 146.3);
}

TEST(Json, GivenWarningsAndPredictionSetsWhenWrittenThenEachStandsWithWhatItConcerns) {
  RunRecord run = support::sample_run();
  run.splits.push_back({"test_matrix", 10, {}, {}, {}, "fitted", "few images"});

  const auto json = metrics_json(run);

  EXPECT_EQ(json["details"]["test_matrix"]["warning"], "few images");
  EXPECT_FALSE(json["details"]["test"].contains("warning"));
  const auto& sets = json["conformal"]["test"];
  ASSERT_EQ(sets.size(), 2u);
  EXPECT_EQ(sets[0]["name"], "lac");
  EXPECT_EQ(sets[0]["target"], 0.9);
  EXPECT_EQ(sets[0]["all"]["coverage"], 0.904);
  EXPECT_EQ(sets[0]["by_class"].size(), 10u);
  EXPECT_EQ(sets[0]["by_size"][2]["examples"], 375);
  EXPECT_FALSE(sets[0].contains("warning"));
  EXPECT_EQ(sets[1]["warning"], run.conformal[1].warning);
  EXPECT_FALSE(metrics_json(RunRecord{}).contains("conformal"));
}

TEST(Json, GivenNumbersThatAreNotFiniteWhenWrittenThenTheyAreNull) {
  RunRecord run;
  run.splits = {{"test",
                 1,
                 {{{"nll", "NLL", Better::kLower, Unit::kNats, "NLL"},
                   {std::numeric_limits<double>::infinity(), std::nan(""), 0, 0}}},
                 {},
                 {}}};

  const auto json = nlohmann::ordered_json::parse(json_text(metrics_json(run)));

  EXPECT_TRUE(json["test"]["nll"]["value"].is_null());
  EXPECT_TRUE(json["test"]["nll"]["low"].is_null());
}

TEST(Json, GivenAComparisonWhenWrittenThenEachMethodHasItsMetrics) {
  const ComparisonRecord comparison = support::sample_comparison();

  const auto json = nlohmann::ordered_json::parse(json_text(comparison_json(comparison)));

  EXPECT_EQ(json["methods"].size(), 4u);
  EXPECT_EQ(json["methods"][3]["metrics"]["nll"]["difference"].get<double>(),
            comparison.methods[3].metrics[1].difference);
  EXPECT_EQ(json["methods"][3]["metrics"]["nll"]["images_high"].get<double>(),
            comparison.methods[3].metrics[1].images_high);
  EXPECT_TRUE(json["methods"][0]["mcnemar"].empty());
  EXPECT_EQ(json["methods"][1]["mcnemar"][2]["only_first_right"], 18);
  EXPECT_EQ(json["methods"][1]["mcnemar"][2]["p_value"], 0.0625);
  EXPECT_EQ(json["methods"][1]["run_directories"][2], "MC dropout/2");
}

TEST(Json, GivenHostileStringsWhenWrittenThenTheDocumentStaysValid) {
  for (const std::string& text : support::hostile_strings()) {
    for (const ExportedFile& file : export_json(support::comparison_with_text_everywhere(text))) {
      EXPECT_TRUE(nlohmann::ordered_json::accept(file.bytes)) << text;
    }
  }
}

TEST(Json, GivenAMatrixOfCostsAndLearntScalesWhenWrittenThenBothAreThere) {
  RunRecord run = support::sample_run();
  const double none = std::nan("");
  run.decision = {
      none, none, {{"bayes", "Least expected cost", none, 0.5, 0.4, 0.0}}, {{0.0, 2.0}, {3.0, 0.0}}};
  run.learnt_scales = {{"a.weight", "dropout_rate", 0.1}, {"b.weight", "dropout_rate", 0.2}};

  const auto json = metrics_json(run);

  EXPECT_EQ(json["decision"]["costs"][1][0], 3.0);
  EXPECT_FALSE(json["decision"].contains("wrong"));
  EXPECT_EQ(json_text(json["decision"]["reject"]), "null\n");
  EXPECT_EQ(json["learnt_scales"]["b.weight"]["dropout_rate"], 0.2);
}

}  // namespace
}  // namespace report

#include "notebooks_export/formats/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "bayes/core/error.h"
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

TEST(Json, GivenARunWhenReadBackThenItIsWrittenAsTheSameBytes) {
  RunRecord run = support::sample_run();
  run.learnt_scales = {{"a.weight", "dropout_rate", 0.1}, {"b.weight", "dropout_rate", 0.2}};
  run.layers.front().signal_to_noise.back() = std::numeric_limits<double>::infinity();
  run.complexity = Complexity::kBoth;
  run.seed = 3;
  run.shown_metrics = {"nll", "accuracy"};
  const std::string text = json_text(metrics_json(run));

  RunRecord read = read_metrics_json(text, {"the metrics of the run", "metrics.json", ""});
  const auto of_file = read;
  read.predictions = run.predictions;  // a file of its own

  EXPECT_EQ(json_text(metrics_json(read)), text);
  EXPECT_EQ(of_file.splits.front().name, "test");
  EXPECT_EQ(of_file.splits.back().examples, run.splits.front().examples);
  EXPECT_EQ(of_file.layers.front().signal_to_noise.back(), std::numeric_limits<double>::infinity());
  EXPECT_EQ(of_file.layers.back().means.edges, run.layers.back().means.edges);
  EXPECT_EQ(of_file.conformal.front().title, run.conformal.front().title);
  EXPECT_EQ(of_file.decision.rules.back().title, run.decision.rules.back().title);
  EXPECT_EQ(of_file.pruned_first, run.pruned_first);
  EXPECT_EQ(of_file.weights_count, run.weights_count);
  ASSERT_EQ(of_file.confidently_wrong.size(), run.confidently_wrong.size());
  EXPECT_EQ(of_file.confidently_wrong.back().index, run.confidently_wrong.back().index);
  EXPECT_EQ(of_file.confidently_wrong.back().pixels, run.confidently_wrong.back().pixels);
}

TEST(Json, GivenAMatrixOfCostsWhenReadBackThenTheCostOfAnyWrongAnswerIsNotDefined) {
  RunRecord run = support::sample_run();
  const double none = std::nan("");
  run.decision = {
      none, none, {{"bayes", "Least expected cost", none, 0.5, 0.4, 0.0}}, {{0.0, 2.0}, {3.0, 0.0}}};

  const RunRecord read = read_metrics_json(json_text(metrics_json(run)), {"the metrics", "metrics.json", ""});

  EXPECT_TRUE(std::isnan(read.decision.wrong));
  EXPECT_TRUE(std::isnan(read.decision.rules.at(0).threshold));
  EXPECT_EQ(read.decision.costs, run.decision.costs);
}

TEST(Json, GivenAnImageOfAnotherSizeWhenReadThenItsPixelsAreRefused) {
  auto json = metrics_json(support::sample_run());
  for (const char* key : {"height", "width"}) {
    for (const std::int64_t wrong : {0, 27, 784}) {
      auto damaged = json;
      damaged["images"]["most_uncertain"][1][key] = wrong;
      try {
        read_metrics_json(json_text(damaged), {"the metrics", "metrics.json", ""});
        ADD_FAILURE() << key << wrong;
      } catch (const bayes::Error& error) {
        EXPECT_NE(error.problem.find("`images.most_uncertain[1].pixels`"), std::string::npos)
            << error.problem;
      }
    }
  }
}

TEST(Json, GivenMeasurementsOfEveryKindWhenReadBackThenTheyAreWrittenAsTheSameBytes) {
  const RunRecord run = support::sample_regression();
  const std::string text = json_text(metrics_json(run));

  const RunRecord read = read_metrics_json(text, {"the metrics of the run", "metrics.json", ""});

  EXPECT_EQ(json_text(metrics_json(read)), text);
  const auto& found = read.splits.at(0).found;
  ASSERT_EQ(found.size(), 4u);
  EXPECT_EQ(std::get<MeasuredTable>(found[0].of).rows.at(0).values.at(1), 0.671);
  EXPECT_EQ(std::get<MeasuredCurve>(found[1].of).line, ReferenceLine::kDiagonal);
  EXPECT_EQ(std::get<MeasuredBars>(found[2].of).counts, (std::vector<std::int64_t>{84, 70, 71, 75}));
  EXPECT_EQ(std::get<MeasuredPoints>(found[3].of).y.unit, Unit::kTarget);
  EXPECT_EQ(std::get<MeasuredPoints>(found[3].of).points.high, run.numbers.high);
  EXPECT_EQ(read.numbers.target_names, run.numbers.target_names);
  // The description of the file, as json.h gives it.
  const auto json = nlohmann::ordered_json::parse(text)["details"]["test"]["found"];
  EXPECT_EQ(json[1]["curve"]["x"]["unit"], "share");
  EXPECT_EQ(json[1]["curve"]["line"], "diagonal");
  EXPECT_EQ(json[2]["bars"]["expected"], 75.0);
  EXPECT_TRUE(json[0]["table"]["rows"][1]["values"][1].is_null());
}

TEST(Json, GivenMeasurementsWhoseListsDoNotFitWhenReadThenTheErrorNamesThem) {
  const auto json = metrics_json(support::sample_regression());
  const auto problem_of = [](const nlohmann::ordered_json& damaged) -> std::string {
    try {
      read_metrics_json(json_text(damaged), {"the metrics", "metrics.json", ""});
    } catch (const bayes::Error& error) {
      return error.problem;
    }
    return "";
  };
  auto longer = json, unknown = json, bins = json;
  longer["details"]["test"]["found"][1]["curve"]["series"][0]["y"].push_back(1.0);
  unknown["details"]["test"]["found"][1]["curve"]["line"] = "spiral";
  bins["details"]["test"]["found"][2]["bars"]["edges"].push_back(2.0);

  EXPECT_NE(problem_of(longer).find("found[1].curve.series[0].y"), std::string::npos);
  EXPECT_NE(problem_of(unknown).find("found[1].curve.line"), std::string::npos);
  EXPECT_NE(problem_of(bins).find("found[2].bars.edges"), std::string::npos);
}

// What a run adds to its figures for reports is small beside its arrays.
TEST(Json, GivenARunOfALeNetWhenWrittenThenImagesAndHistogramsTakeLittle) {
  RunRecord run = support::sample_run();
  const auto whole = json_text(metrics_json(run)).size();
  run.most_uncertain.clear();
  run.confidently_wrong.clear();
  for (LayerSummary& layer : run.layers) layer.means = layer.sds = {};

  EXPECT_LT(whole - json_text(metrics_json(run)).size(), 130u * 1024u);  // 9 layers; LeNet-5 has 6
}

TEST(Json, GivenAComparisonWhenReadBackThenItIsWrittenAsTheSameBytes) {
  const std::string text = json_text(comparison_json(support::sample_comparison()));

  const auto read = read_comparison_json(text, {"the figures of the comparison", "comparison.json", ""});

  EXPECT_EQ(json_text(comparison_json(read)), text);
  EXPECT_EQ(read.methods.at(1).mcnemar.at(2).p_value, 0.0625);
}

TEST(Json, GivenAComparisonOlderThanItsFiguresOverImagesWhenReadThenTheyAreNotDefined) {
  auto json = comparison_json(support::sample_comparison());
  auto& method = json["methods"][1];
  for (const char* key : {"note", "mcnemar", "reliability"}) method.erase(key);
  for (const char* key : {"images_low", "images_high"}) method["metrics"]["nll"].erase(key);

  const auto read = read_comparison_json(json_text(json), {"the figures", "comparison.json", ""});

  EXPECT_TRUE(std::isnan(read.methods.at(1).metrics.at(1).images_low));
  EXPECT_TRUE(read.methods.at(1).mcnemar.empty());
}

}  // namespace
}  // namespace report

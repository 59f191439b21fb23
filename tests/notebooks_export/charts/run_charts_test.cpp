#include "notebooks_export/charts/run_charts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "notebooks_export/charts/weight_histograms.h"
#include "notebooks_export/formats/json.h"
#include "notebooks_export/records/complexity.h"
#include "tests/support/sample_record.h"

namespace report {
namespace {

const Chart* find(const std::vector<Chart>& charts, const std::string& id) {
  const auto place =
      std::find_if(charts.begin(), charts.end(), [&](const Chart& chart) { return chart.id == id; });
  return place == charts.end() ? nullptr : &*place;
}

TEST(RunCharts, GivenAWholeRunWhenChartedThenEachChartSaysWhatItShowsAndHasItsNumbers) {
  const std::vector<Chart> charts = run_charts(support::sample_run());

  EXPECT_EQ(charts.size(), 9u);
  for (const Chart& chart : charts) {
    EXPECT_EQ(chart.spec["$schema"], "https://vega.github.io/schema/vega-lite/v5.json") << chart.id;
    EXPECT_GT(chart.spec["description"].get<std::string>().size(), 20u) << chart.id;
    EXPECT_FALSE(chart.reading.empty()) << chart.id;
    EXPECT_FALSE(chart.numbers.rows.empty()) << chart.id;
    EXPECT_LT(json_text(chart.spec).size(), 80000u) << chart.id;
  }
}

TEST(RunCharts, GivenARunOfNumbersWhenChartedThenWhatWasFoundComesFirstAndItsFigureIsNamed) {
  const RunRecord run = support::sample_regression();

  const std::vector<Chart> charts = run_charts(run);

  std::vector<std::string> ids;
  for (const Chart& chart : charts) {
    ids.push_back(chart.id);
    EXPECT_EQ(chart.spec["$schema"], "https://vega.github.io/schema/vega-lite/v5.json") << chart.id;
    EXPECT_FALSE(chart.numbers.rows.empty()) << chart.id;
    EXPECT_LT(json_text(chart.spec).size(), 160000u) << chart.id;
  }
  EXPECT_EQ(ids, (std::vector<std::string>{"coverage", "pit", "fit", "draws", "learning", "kl-layers",
                                           "weight-means", "weight-sds"}));
  const Chart& learning = *find(charts, "learning");
  EXPECT_EQ(learning.spec["concat"][1]["encoding"]["y"]["title"], "RMSE");
  EXPECT_EQ(learning.spec["concat"][1]["data"]["values"][0]["value"], run.history[0].train_figure);
  EXPECT_EQ(learning.numbers.columns[4].title, "Training RMSE");
}

TEST(RunCharts, GivenMeasurementsWhenChartedThenBandsErrorBarsAndReferencesAreLayers) {
  const std::vector<Chart> charts = run_charts(support::sample_regression());
  const auto marks_of = [&](const std::string& id) {
    std::string marks;
    for (const auto& layer : find(charts, id)->spec["layer"]) {
      marks += layer["mark"]["type"].get<std::string>() + (layer["mark"].contains("strokeDash") ? "* " : " ");
    }
    return marks;
  };

  EXPECT_EQ(marks_of("coverage"), "area line* line ");
  EXPECT_EQ(marks_of("pit"), "bar rule* ");
  EXPECT_EQ(marks_of("fit"), "rule line* point ");
  // By hand: the levels are 0.1 to 0.9, and both lines lie between 0.082 and 0.9.
  const auto& diagonal = find(charts, "coverage")->spec["layer"][1]["data"]["values"];
  EXPECT_NEAR(diagonal[0]["x"].get<double>(), 0.082, 1e-12);
  EXPECT_NEAR(diagonal[1]["y"].get<double>(), 0.9, 1e-12);
  EXPECT_EQ(find(charts, "coverage")->spec["layer"][0]["data"]["values"].size(),
            9u);  // one of two has a band
}

TEST(RunCharts, GivenAKeyThatIsNoNameOfAFileWhenChartedThenItsIdIs) {
  RunRecord run = support::sample_regression();
  run.splits[0].found[1].key = "../a b";

  EXPECT_NE(find(run_charts(run), "___a_b"), nullptr);
}

TEST(RunCharts, GivenAPointEstimateWhenChartedThenThereAreNoHistogramsOfStandardDeviations) {
  RunRecord run = support::sample_run();
  for (LayerSummary& layer : run.layers) layer.mean_sd = 0.0;

  const std::vector<Chart> charts = run_charts(run);

  EXPECT_EQ(find(charts, "weight-sds"), nullptr);
  EXPECT_NE(find(charts, "weight-means"), nullptr);
}

TEST(RunCharts, GivenAnEmptyRunWhenChartedThenThereIsNone) { EXPECT_TRUE(run_charts({}).empty()); }

TEST(RunCharts, GivenNoValidationWhenLearningIsChartedThenTheirPointsAreLeftOut) {
  RunRecord run = support::sample_run();
  for (EpochRecord& epoch : run.history) epoch.validation_nll = epoch.validation_figure = std::nan("");

  const std::vector<Chart> charts = run_charts(run);

  const auto& rows = find(charts, "learning")->spec["concat"][0]["data"]["values"];
  EXPECT_EQ(rows.size(), run.history.size());
}

TEST(RunCharts, GivenDrawsWhenChartedThenTheReadingNamesTheNumbersThatAreEnough) {
  RunRecord run;
  run.splits = {{"test",
                 1,
                 {{{"nll", "NLL", Better::kLower, Unit::kNats, "NLL"}, {1.0, 0.9, 1.1, 0.003}},
                  {{"ece", "ECE", Better::kLower, Unit::kShare, "ECE"}, {0.1, 0.09, 0.11, 0.02}}},
                 {},
                 {}}};
  run.draws = {{1, 4, {{"nll", 1.2, 0.02}, {"ece", 0.1, 0.0}}},
               {2, 2, {{"nll", 1.1, 0.004}, {"ece", 0.1, 0.01}}},
               {4, 1, {{"nll", 1.0, 0.003}, {"ece", 0.1, 0.02}}}};

  const Chart chart = *find(run_charts(run), "draws");

  // By hand: the interval of ECE is 2 * 1.96 standard errors of 0.0051 wide; 0.02 is 3.92 of them,
  // which 39.2^2 times as many draws make a tenth.
  EXPECT_EQ(
      chart.reading.rfind("2 draws are enough for: NLL. The error that 4 draws leave, as a share of the "
                          "error over images: ECE about 392\u00A0% (a tenth takes about 6\u202F200 draws). ",
                          0),
      0u)
      << chart.reading;
  EXPECT_EQ(chart.spec["layer"][0]["data"]["values"].size(), 5u);  // an error of 0 has no logarithm
  // By hand: the interval is 2 * 1.96 standard errors of 0.051 wide.
  EXPECT_NEAR(chart.spec["layer"][0]["data"]["values"][0]["ratio"].get<double>(), 0.02 / 0.051021, 1e-5);
  EXPECT_EQ(chart.numbers.rows[1][2].text, "1.1000 ± 0.0040");
}

TEST(RunCharts, GivenKlByTensorWhenChartedThenWeightAndBiasOfALayerAreOneLine) {
  RunRecord run;
  run.history.resize(2);
  run.history[1].epoch = 1;
  for (auto& epoch : run.history)
    epoch.kl_by_tensor = {{"a.weight", 2.0}, {"a.bias", 1.5}, {"b.weight", -4.0}};

  const std::vector<Chart> charts = run_charts(run);

  const auto& rows = find(charts, "kl-layers")->spec["data"]["values"];
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[0]["layer"], "a");
  EXPECT_EQ(rows[0]["kl"], 3.5);
  EXPECT_EQ(rows[3]["kl"], -4.0);
  EXPECT_EQ(rows[3]["epoch"], 1);
}

TEST(RunCharts, GivenLearntScalesWhenChartedThenEachTensorIsALine) {
  RunRecord run;
  run.history.resize(2);
  for (auto& epoch : run.history) {
    epoch.learnt_scales = {{"a.weight", "dropout_rate", 0.1}, {"b.weight", "dropout_rate", 0.4}};
  }

  const auto charts = run_charts(run);
  const Chart& chart = *find(charts, "learnt-scales");

  EXPECT_EQ(chart.title, "Dropout rate of each layer");
  const auto& rows = chart.spec["data"]["values"];
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[1]["weights"], "b.weight");
  EXPECT_EQ(rows[1]["value"], 0.4);
  EXPECT_EQ(std::stod(chart.numbers.rows[1][3].text), 0.4);
}

TEST(RunCharts, GivenPruningWhenChartedThenTheLastBearableShareIsMarked) {
  RunRecord run;
  run.pruning = {{0.0, 0, 0.96, 0.1, 0.98},
                 {0.5, 50, 0.96, 0.1, 0.976},
                 {0.9, 90, 0.96, 0.1, 0.974},
                 {0.95, 95, 0.96, 0.1, 0.98}};

  const std::vector<Chart> charts = run_charts(run);

  // By hand: 0.976 is within half a point of 0.98, 0.974 is not, and what comes after it no longer counts.
  EXPECT_EQ(find(charts, "pruning")->spec["layer"][1]["data"]["values"][0]["share"], 0.5);
}

TEST(RunCharts, GivenValidationAndTestThatDisagreeWhenPruningIsChartedThenValidationChoosesTheShare) {
  RunRecord run;
  run.pruned_first = "the smallest first";
  // On the test images 90 % would do by luck and 75 % would not; on validation 75 % is the last to do.
  run.pruning = {{0.0, 0, 0.98, 0.1, 0.97},
                 {0.5, 50, 0.979, 0.1, 0.97},
                 {0.75, 75, 0.96, 0.1, 0.968},
                 {0.9, 90, 0.98, 0.1, 0.95}};

  const std::vector<Chart> charts = run_charts(run);

  const Chart& chart = *find(charts, "pruning");
  EXPECT_EQ(chart.spec["layer"][1]["data"]["values"][0]["share"], 0.75);
  EXPECT_EQ(
      chart.reading,
      "75\u00a0% of the weights can be removed, the smallest first: the most, of these shares, that costs at "
      "most 0.5 percentage points of accuracy on the validation images. On the test images accuracy is "
      "then 96.00\u00a0%, with all weights 98.00\u00a0%.");
  const auto document = metrics_json(run);
  EXPECT_EQ(document["pruning_choice"]["share"], 0.75);
  EXPECT_EQ(document["pruning_choice"]["chosen_on"], "validation");
  EXPECT_EQ(document["pruning_choice"]["order"], "the smallest first");
  EXPECT_EQ(document["pruning"][2]["validation_accuracy"], 0.968);
}

TEST(RunCharts, GivenNoValidationWhenPruningIsChartedThenNoShareIsMarkedAndItIsSaidWhy) {
  RunRecord run;
  run.pruning = {{0.0, 0, 0.98, 0.1}, {0.5, 50, 0.98, 0.1}};

  const std::vector<Chart> charts = run_charts(run);

  const Chart& chart = *find(charts, "pruning");
  EXPECT_EQ(chart.spec["layer"].size(), 1u);
  EXPECT_THAT(chart.reading, ::testing::HasSubstr("there are none"));
  EXPECT_EQ(chart.numbers.columns.size(), 4u);
  EXPECT_FALSE(metrics_json(run)["pruning_choice"].contains("share"));
}

TEST(RunCharts, GivenAComparisonWhenChartedThenEachMetricHasAPanel) {
  const std::vector<Chart> charts = comparison_charts(support::sample_comparison());

  EXPECT_EQ(charts.size(), 3u);
  EXPECT_EQ(find(charts, "metrics")->spec["concat"].size(), 6u);
  EXPECT_EQ(find(charts, "differences")->numbers.rows.size(), 3u);
}

TEST(RunCharts, GivenShownMetricsWhenAComparisonIsChartedThenOnlyTheyHaveAPanel) {
  ComparisonRecord comparison = support::sample_comparison();
  comparison.shown_metrics = {"nll", "ece"};

  const std::vector<Chart> charts = comparison_charts(comparison);

  EXPECT_EQ(find(charts, "metrics")->spec["concat"].size(), 2u);
  EXPECT_EQ(find(charts, "differences")->spec["concat"][1]["title"]["text"], "ECE");
}

TEST(RunCharts, GivenAComparisonOfNothingWhenChartedThenThereIsNone) {
  EXPECT_TRUE(comparison_charts({}).empty());
}

// MAP's −log prior was called a KL: in the title, on the axis and in tables.
TEST(RunCharts, GivenAPointEstimateWhenChartedThenNothingIsCalledAKl) {
  RunRecord run = support::sample_run();
  run.complexity = Complexity::kMinusLogPrior;
  RunRecord variational = support::sample_run();

  const auto charts = run_charts(run), of_posteriors = run_charts(variational);

  EXPECT_EQ(find(charts, "kl-layers")->title, "−log prior of each layer");
  EXPECT_EQ(find(charts, "kl-layers")->reading.find("whose KL stays near zero"), std::string::npos);
  EXPECT_EQ(find(charts, "learning")->numbers.columns[6].title, "−log prior (nats)");
  EXPECT_EQ(find(charts, "learning")->spec.dump().find("KL of all weights"), std::string::npos);
  EXPECT_EQ(layer_table(run.layers, run.complexity).columns.back().title, "−log prior (nats)");
  EXPECT_EQ(find(of_posteriors, "kl-layers")->title, "KL of each layer");
  EXPECT_EQ(find(of_posteriors, "learning")->numbers.columns[6].title, "KL (nats)");
  EXPECT_EQ(find(of_posteriors, "learning")->reading.find("−log prior"), std::string::npos);
}

TEST(Complexity, GivenAKeyWhenReadThenItIsThatWrittenAndARunThatSaysNothingClaimsNothing) {
  for (const auto complexity : {Complexity::kKl, Complexity::kMinusLogPrior, Complexity::kBoth}) {
    EXPECT_EQ(complexity_of(complexity_key(complexity)), complexity);
  }
  EXPECT_EQ(complexity_of(""), Complexity::kBoth);
}

}  // namespace
}  // namespace report

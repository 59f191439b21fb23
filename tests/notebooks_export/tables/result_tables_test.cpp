#include "notebooks_export/tables/result_tables.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/support/sample_record.h"

namespace report {
namespace {

TEST(ResultTables, GivenAComparisonWhenTabledThenSharesAreInPercentWithTheirError) {
  const Table table = comparison_table(support::sample_comparison());

  EXPECT_EQ(table.columns[1].title, "Accuracy %");
  EXPECT_EQ(table.rows[0][1].text,
            "98.91 ± 0.02");  // by hand: 100 * 0.9891, 100 * 0.0004 * 0.9165 / sqrt(3) = 0.0212
  EXPECT_EQ(table.rows[0][2].text, "0.0412 ± 0.0007");
  EXPECT_EQ(table.rows[3].back().text, "4.5\u00A0s");
}

TEST(ResultTables, GivenOneSeedWhenTabledThenThereIsNoError) {
  ComparisonRecord comparison = support::sample_comparison();
  for (ComparedMethod& method : comparison.methods) {
    for (ComparedMetric& metric : method.metrics) {
      metric.standard_error = metric.difference_low = metric.difference_high =
          std::numeric_limits<double>::quiet_NaN();
    }
  }

  EXPECT_EQ(comparison_table(comparison).rows[0][1].text, "98.91");
  EXPECT_EQ(difference_table(comparison).rows[0][1].text, "+0.09");
}

TEST(ResultTables, GivenAMethodWithoutAMetricWhenTabledThenTheCellIsADash) {
  ComparisonRecord comparison = support::sample_comparison();
  comparison.methods[1].metrics.erase(comparison.methods[1].metrics.begin());

  EXPECT_EQ(comparison_table(comparison).rows[1][1].text, "–");
}

TEST(ResultTables, GivenShownMetricsWhenTabledThenTheyAreTheColumnsInTheirOrder) {
  ComparisonRecord comparison = support::sample_comparison();
  comparison.shown_metrics = {"ece", "accuracy", "of_a_later_version"};

  const Table table = comparison_table(comparison);

  ASSERT_EQ(table.columns.size(), 5u);  // method, two metrics, two times
  EXPECT_EQ(table.columns[1].title, "ECE %");
  EXPECT_EQ(table.columns[2].title, "Accuracy %");
  EXPECT_EQ(table.rows[0][2].text, "98.91 ± 0.02");
  EXPECT_EQ(difference_table(comparison).columns.size(), 3u);
}

TEST(ResultTables, GivenShownMetricsWhenARunIsTabledThenOnlyTheyAreLinesAndTheSplitHasAll) {
  RunRecord run = support::sample_run();
  run.shown_metrics = {"nll", "accuracy"};

  const Table table = run_table(run);

  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[1][0].text, "Accuracy");
  EXPECT_EQ(split_table(run.splits.back()).rows.size(), 7u);
}

TEST(ResultTables, GivenAComparisonWhenTabledByImagesThenIntervalsAndPValuesAreThoseOverImages) {
  ComparisonRecord comparison = support::sample_comparison();
  comparison.methods[1].metrics[0].difference = 0.001;
  comparison.methods[1].metrics[0].images_low = -0.0005;
  comparison.methods[1].metrics[0].images_high = 0.0025;
  comparison.methods[2].mcnemar.clear();

  const Table table = images_table(comparison);

  ASSERT_EQ(table.rows.size(), 3u);
  EXPECT_EQ(table.rows[0][1].text, "+0.10 [−0.05, +0.25]");  // in percent
  EXPECT_EQ(table.rows[0].back().text, "0.062, 0.062, 0.062");
  EXPECT_EQ(table.rows[1].back().text, "–");
  EXPECT_EQ(table.rows[2].back().text, "<\u00A00.001, <\u00A00.001, <\u00A00.001");
}

TEST(ResultTables, GivenRulesWhenTabledThenEachHasItsCosts) {
  const Table table = decision_table(support::sample_run().decision);

  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[1][1].text, "0.9000");
  EXPECT_EQ(table.rows[1][2].text, "0.0120");
  EXPECT_EQ(table.rows[1][4].text, "4.00\u00A0%");
}

TEST(ResultTables, GivenAMatrixOfCostsWhenTabledThenRowsAreTrueClasses) {
  DecisionRecord decision{std::nan(""), 0.5, {}, {{0.0, 1.0}, {25.0, 0.0}}};

  const Table table = cost_table(decision, {"cat", "dog"});

  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.columns[2].title, "→ dog");
  EXPECT_EQ(table.columns[3].title, "Handed on");
  EXPECT_EQ(table.rows[1][0].text, "dog");
  EXPECT_EQ(std::stod(table.rows[1][1].text), 25.0);
  EXPECT_EQ(std::stod(table.rows[1][3].text), 0.5);
  decision.reject = std::nan("");
  EXPECT_EQ(cost_table(decision, {"cat", "dog"}).columns.size(), 3u);
  EXPECT_TRUE(cost_table(support::sample_run().decision, {}).rows.empty());  // all mistakes cost the same
}

TEST(ResultTables, GivenLearntScalesWhenTabledThenEachIsALine) {
  const Table table = learnt_scale_table({{"fc1.weight", "dropout_rate", 0.03125}});

  ASSERT_EQ(table.rows.size(), 1u);
  EXPECT_EQ(table.rows[0][0].text, "fc1.weight");
  EXPECT_EQ(table.rows[0][1].text, "Dropout rate");
  EXPECT_NEAR(std::stod(table.rows[0][2].text), 0.03125, 1e-5);
}

TEST(ResultTables, GivenCalibrationsWhenTabledThenEachIsALineUnderTheFiguresBefore) {
  RunRecord run;
  run.splits = {
      {"test", 100, {{{"ece", "ECE", Better::kLower, Unit::kShare, "ECE"}, {0.02, 0.01, 0.03, 0.0}}}},
      {"test_matrix",
       100,
       {{{"ece", "ECE", Better::kLower, Unit::kShare, "ECE"}, {0.004, 0.002, 0.01, 0.0}}}}};

  EXPECT_TRUE(calibration_table(run).rows.empty());
  run.splits[1].note = "Matrix scaling";
  run.splits[1].change = "matrix";
  const Table table = calibration_table(run);

  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[0][0].text, "none");
  EXPECT_EQ(table.rows[1][0].text, "matrix");
  EXPECT_EQ(table.rows[1][1].text, "0.40\u00A0% [0.20\u00A0%, 1.00\u00A0%]");
}

TEST(ResultTables, GivenClassesWhenTabledThenSharesAreInPercentAndWhatIsNotDefinedIsADash) {
  SplitRecord split;
  split.per_class = {{0.5, 0.25, 1.0 / 3, 1200}, {std::nan(""), 0.0, 0.0, 3}};

  const Table table = class_table(split, {"zero"});

  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[0][0].text, "zero");
  EXPECT_EQ(table.rows[0][1].text, "50.00\u00A0%");
  EXPECT_EQ(table.rows[0][3].text, "33.33\u00A0%");
  EXPECT_EQ(table.rows[0][4].text, "1\u202F200");
  EXPECT_EQ(table.rows[1][0].text, "1");
  EXPECT_EQ(table.rows[1][1].text, "–");
}

TEST(ResultTables, GivenARunWhenTabledThenEachMetricHasItsInterval) {
  const Table table = run_table(support::sample_run());

  ASSERT_EQ(table.rows.size(), 7u);
  EXPECT_EQ(table.rows[6][1].text, "0.9613");
  EXPECT_EQ(table.rows[6][2].text, "0.9442");
  EXPECT_EQ(table.rows[6][5].text, "higher");
}

// AURC was printed as 0.0001 ± 0.0000.
TEST(ResultTables, GivenASmallErrorWhenTabledThenItsDigitsCount) {
  ComparisonRecord comparison = support::sample_comparison();
  ComparedMetric& metric = comparison.methods[1].metrics[1];
  metric.mean = 0.000123;
  metric.standard_error = 0.00003;
  metric.difference = metric.images_low = -0.00004;
  metric.images_high = 0.00006;

  EXPECT_EQ(comparison_table(comparison).rows[1][2].text, "0.00012 ± 0.00003");
  EXPECT_EQ(images_table(comparison).rows[0][2].text, "−0.00004 [−0.00004, +0.00006]");
  const Table run = split_table(
      {"test",
       1,
       {{{"aurc", "AURC", Better::kLower, Unit::kPlain, "AURC"}, {0.000123, 0.00008, 0.0002, 4e-6}}}});
  EXPECT_EQ(run.rows[0][1].text, "0.00012");
  EXPECT_EQ(run.rows[0][4].text, "0.000004");
}

TEST(ResultTables, GivenMetricsWhenTabledThenRoughErrorsAreMarkedAndWhatHasNoDirectionOrIntervalIsADash) {
  const double none = std::nan("");
  const Table table =
      split_table({"test",
                   1,
                   {{{"brier_uncertainty", "Uncertainty", Better::kNeither}, {0.9, 0.89, 0.91, 0.0}},
                    {{"mce", "MCE", Better::kLower, Unit::kShare, "MCE"}, {0.2, none, none, 0.01, true}},
                    {{"nll", "NLL", Better::kLower, Unit::kNats, "NLL"}, {0.2, 0.1, 0.3, 0.01}}}});

  EXPECT_EQ(table.rows[0][5].text, "–");
  EXPECT_EQ(table.rows[1][2].text, "–");
  EXPECT_EQ(table.rows[1][4].text, "≈\u00A01.00\u00A0%");
  EXPECT_EQ(table.rows[2][4].text, "0.0100");
  EXPECT_EQ(table.rows[2][5].text, "lower");
}

}  // namespace
}  // namespace report

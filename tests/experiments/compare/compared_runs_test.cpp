#include "experiments/compare/compared_runs.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/core/error.h"
#include "tests/experiments/files/fault_of.h"
#include "tests/experiments/files/temporary_folder.h"

namespace bnn {
namespace {

ComparedRun run_with(double nll) {
  ComparedRun run;
  run.metrics.push_back(
      {{"nll", "Negative log likelihood", report::Better::kLower, report::Unit::kNats, "NLL"},
       {nll, 0.0, 0.0, 0.0}});
  return run;
}

TEST(ComparedRuns, GivenThreeSeedsWhenComparedThenTheIntervalIsStudents) {
  const std::vector<ComparedRun> first{run_with(1.0), run_with(2.0), run_with(4.0)};
  const std::vector<ComparedRun> runs{run_with(1.5), run_with(2.1), run_with(4.3)};

  const auto metric = compare_metrics(runs, first).at(0);

  // By hand: 1.5, 2.1, 4.3 have mean 7.9 / 3; differences 0.5, 0.1, 0.3 have mean 0.3, standard deviation
  // 0.2.
  const double mean = 7.9 / 3;
  const double squares = std::pow(1.5 - mean, 2) + std::pow(2.1 - mean, 2) + std::pow(4.3 - mean, 2);
  EXPECT_NEAR(metric.mean, mean, 1e-12);
  EXPECT_NEAR(metric.standard_error, std::sqrt(squares / 2 / 3), 1e-12);
  EXPECT_NEAR(metric.difference, 0.3, 1e-12);
  // 4.302652729911275: quantile 0.975 of Student's t with 2 degrees of freedom, by SciPy 1.10.
  const double half = 4.302652729911275 * 0.2 / std::sqrt(3.0);
  EXPECT_NEAR(metric.difference_low, 0.3 - half, 1e-9);
  EXPECT_NEAR(metric.difference_high, 0.3 + half, 1e-9);
  EXPECT_EQ(metric.per_seed, (std::vector<double>{1.5, 2.1, 4.3}));
}

TEST(ComparedRuns, GivenOneSeedWhenComparedThenThereIsADifferenceButNoInterval) {
  const auto metric = compare_metrics({run_with(1.5)}, {run_with(1.0)}).at(0);

  EXPECT_EQ(metric.difference, 0.5);
  EXPECT_TRUE(std::isnan(metric.standard_error));
  EXPECT_TRUE(std::isnan(metric.difference_low));
  EXPECT_TRUE(std::isnan(metric.difference_high));
}

TEST(ComparedRuns, GivenAMetricIsUndefinedForASeedWhenComparedThenItIsUndefined) {
  const auto metric = compare_metrics({run_with(NAN), run_with(1.0)}, {run_with(1.0), run_with(1.0)}).at(0);

  EXPECT_TRUE(std::isnan(metric.mean));
  EXPECT_TRUE(std::isnan(metric.difference));
}

TEST(ComparedRuns, GivenBinsWhenPooledThenMeansAreWeightedByCounts) {
  ComparedRun first;
  first.reliability = {{0.0, 0.5, 1, 0.4, 0.0}, {0.5, 1.0, 3, 0.9, 1.0}, {1.0, 1.5, 0, NAN, NAN}};
  ComparedRun second;
  second.reliability = {{0.0, 0.5, 0, NAN, NAN}, {0.5, 1.0, 1, 0.7, 0.0}, {1.0, 1.5, 0, NAN, NAN}};

  const auto pooled = pool_reliability({first, second});

  EXPECT_EQ(pooled[0].count, 1);
  EXPECT_DOUBLE_EQ(pooled[0].mean_confidence, 0.4);
  EXPECT_EQ(pooled[1].count, 4);
  EXPECT_DOUBLE_EQ(pooled[1].mean_confidence, (3 * 0.9 + 0.7) / 4);  // by hand
  EXPECT_DOUBLE_EQ(pooled[1].accuracy, 0.75);
  EXPECT_EQ(pooled[2].count, 0);
  EXPECT_TRUE(std::isnan(pooled[2].accuracy));
}

TEST(ComparedRuns, GivenARunOlderThanAMetricWhenReadThenThatIsNotDefined) {
  const TemporaryFolder folder;
  put(folder.path / "metrics.json",
      R"({"test": {"nll": {"value": 0.5, "low": 0.4, "high": null, "monte_carlo_error": 0}},
          "details": {"test": {"reliability": []}}, "seconds": {"training": 1, "per_10000_predictions": 2}})");

  const auto run = read_compared_run(folder.path);

  for (const auto& metric : run.metrics) {
    EXPECT_EQ(std::isnan(metric.estimate.value), metric.key != "nll") << metric.key;
    EXPECT_TRUE(std::isnan(metric.estimate.high)) << metric.key;
  }
}

TEST(ComparedRuns, GivenDamagedMetricsWhenReadThenThatIsAnErrorOfData) {
  const TemporaryFolder folder;
  EXPECT_EQ(fault_of([&] { read_compared_run(folder.path); }), bayes::Fault::kData);

  for (const char* text : {"", "{", "[]", "{\"test\": {}}", "{\"test\": {\"accuracy\": 1}}"}) {
    put(folder.path / "metrics.json", text);

    EXPECT_EQ(fault_of([&] { read_compared_run(folder.path); }), bayes::Fault::kData) << text;
  }
}

}  // namespace
}  // namespace bnn

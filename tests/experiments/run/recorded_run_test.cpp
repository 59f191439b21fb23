#include "experiments/run/recorded_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <sstream>

#include "experiments/catalog/exporters.h"
#include "experiments/run/runner.h"
#include "notebooks_export/formats/json.h"
#include "tests/experiments/files/fault_of.h"
#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// Where the data lie, for as long as this lives.
class DataFolder {
 public:
  explicit DataFolder(const fs::path& folder) {
    if (const char* set = std::getenv("BAYES_DATA")) before_ = set;
    ::setenv("BAYES_DATA", folder.c_str(), /*overwrite=*/1);
  }
  ~DataFolder() {
    before_ ? ::setenv("BAYES_DATA", before_->c_str(), /*overwrite=*/1) : ::unsetenv("BAYES_DATA");
  }

 private:
  std::optional<std::string> before_;
};

/// What the run found, as it had it in memory.
report::RunRecord run_here(const support::SmallExperiment& experiment,
                           const std::vector<std::string>& settings) {
  const DataFolder data(experiment.data());
  std::ostringstream stream;
  Progress progress{{stream, /*redraws=*/false, /*colour=*/false, [] { return 80; },
                     [] { return std::chrono::seconds(0); }}};
  bayes::ThreadPool threads(1);
  return run_experiment(load_experiment(experiment.config().string(), settings), experiment / "run",
                        {threads, progress});
}

void expect_the_same(const report::RunRecord& read, const report::RunRecord& run) {
  EXPECT_EQ(report::json_text(report::metrics_json(read)), report::json_text(report::metrics_json(run)));
  EXPECT_EQ(report::json_text(read.environment), report::json_text(run.environment));
  EXPECT_EQ(read.config_yaml, run.config_yaml);
  EXPECT_EQ(history_text(read.history), history_text(run.history));
  for (const auto& entry : exporters()) {
    const auto ours = entry.run(read), theirs = entry.run(run);
    ASSERT_EQ(ours.size(), theirs.size()) << entry.name;
    for (std::size_t i = 0; i < ours.size(); ++i) {
      EXPECT_EQ(ours[i].name, theirs[i].name);
      EXPECT_TRUE(ours[i].bytes == theirs[i].bytes) << ours[i].name;
    }
  }
  // What no report shows of it.
  ASSERT_EQ(read.splits.size(), run.splits.size());
  for (std::size_t i = 0; i < run.splits.size(); ++i) {
    const auto &ours = read.splits[i].numbers, &theirs = run.splits[i].numbers;
    ASSERT_EQ(ours.size(), theirs.size());
    for (std::size_t n = 0; n < theirs.size(); ++n) {
      EXPECT_EQ(ours[n].first, theirs[n].first);
      EXPECT_THAT(ours[n].second, ::testing::Pointwise(::testing::NanSensitiveDoubleEq(), theirs[n].second));
    }
  }
  ASSERT_EQ(read.conformal.size(), run.conformal.size());
  for (std::size_t i = 0; i < run.conformal.size(); ++i) {
    EXPECT_EQ(read.conformal[i].set_name, run.conformal[i].set_name);
    EXPECT_EQ(read.conformal[i].thresholds, run.conformal[i].thresholds);
    EXPECT_EQ(read.conformal[i].validation_images, run.conformal[i].validation_images);
  }
}

TEST(RecordedRun, GivenARunWithAllKindsOfFiguresWhenReadBackThenItIsTheRecordThatItHad) {
  const support::SmallExperiment experiment;
  const auto run = run_here(
      experiment, {"method.name=bayes_by_backprop", "label=mine", "evaluation.decision.reject=0.25",
                   "evaluation.calibration=[temperature, isotonic]",
                   "evaluation.conformal=[lac, {name: lac, coverage: 0.999, class_conditional: true}]"});
  fs::remove_all(experiment.data());

  const auto read = read_run_record(experiment / "run");

  ASSERT_TRUE(read);
  expect_the_same(*read, run);
}

// Points have infinite signal-to-noise, no draws and another complexity; members have histories of their own.
TEST(RecordedRun, GivenPointsAndEnsemblesWhenReadBackThenTheyAreTheRecordsThatTheyHad) {
  for (const std::vector<std::string>& settings :
       {std::vector<std::string>{"method.name=map", "data.validation=0"},
        {"method={name: deep_ensemble, members: 2}"},
        {"method.name=concrete_dropout", "report.images=0"}}) {
    const support::SmallExperiment experiment;
    const auto run = run_here(experiment, settings);

    const auto read = read_run_record(experiment / "run");

    ASSERT_TRUE(read) << settings[0];
    SCOPED_TRACE(settings[0]);
    expect_the_same(*read, run);
  }
}

TEST(RecordedRun, GivenNoRunAChangedFileOrAnOlderRunWhenReadThenEachIsToldFromTheOthers) {
  const support::SmallExperiment experiment;
  EXPECT_EQ(fault_of([&] { read_run_record(experiment / "run"); }), bayes::Fault::kUsage);
  run_here(experiment, {});
  auto metrics = nlohmann::ordered_json::parse(slurp(experiment / "run/metrics.json"));
  metrics.erase("run");
  put(experiment / "run/metrics.json", report::json_text(metrics));

  const auto changed = error_of([&] { read_run_record(experiment / "run"); });
  for (const char* name : {"manifest.json", "fitted.json"}) fs::remove(experiment / "run" / name);
  const auto older = read_run_record(experiment / "run");

  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->fault, bayes::Fault::kData);
  EXPECT_THAT(changed->where, HasSubstr("metrics.json"));
  EXPECT_FALSE(older);
}

}  // namespace
}  // namespace bnn

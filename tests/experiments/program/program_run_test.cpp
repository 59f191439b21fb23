#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "experiments/datasets/child_process.h"
#include "experiments/files/safetensors.h"
#include "notebooks_export/formats/npz.h"
#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

// The files that DESIGN's "run directory" lists.
constexpr const char* kFiles[] = {
    "config.yaml", "environment.json", "history.jsonl", "metrics.json",   "predictions.npz",   "weights.npz",
    "weights.csv", "predictions.csv",  "report.html",   "notebook.ipynb", "model.safetensors", "checkpoints"};

constexpr const char* kMetrics[] = {"accuracy", "nll",          "brier",
                                    "ece",      "ece_adaptive", "ece_classwise",
                                    "mce",      "aurc",         "misclassification_auroc"};

/// One run with draws, made once for all that is read from it.
class RunProgram : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    experiment = new support::SmallExperiment;
    ended = experiment->run("run", {"method.name=bayes_by_backprop", "report.formats=[html, ipynb]",
                                    "evaluation.decision.reject=0.25"});
  }
  static void TearDownTestSuite() {
    delete experiment;
    experiment = nullptr;
  }
  static fs::path run() { return *experiment / "run"; }

  static support::SmallExperiment* experiment;
  static support::Ended ended;
};

support::SmallExperiment* RunProgram::experiment = nullptr;
support::Ended RunProgram::ended;

TEST_F(RunProgram, GivenAConfigurationWhenRunThenAllFilesAreThereAndNoTemporaries) {
  EXPECT_EQ(ended.status, 0) << ended.messages;

  for (const char* file : kFiles) EXPECT_TRUE(fs::exists(run() / file)) << file;
  for (const auto& item : fs::recursive_directory_iterator(run())) {
    EXPECT_NE(item.path().extension(), ".tmp") << item.path();
  }
  EXPECT_THAT(ended.output, HasSubstr("Accuracy"));
  EXPECT_THAT(ended.output, HasSubstr(run().string()));
}

TEST_F(RunProgram, GivenARunWhenMetricsAreReadThenEveryKeyHasItsFourFigures) {
  const auto metrics = nlohmann::json::parse(slurp(run() / "metrics.json"));

  for (const char* split : {"test", "validation"}) {
    for (const char* metric : kMetrics) {
      for (const char* figure :
           {"value", "low", "high", "monte_carlo_error", "monte_carlo_error_approximate"}) {
        EXPECT_TRUE(metrics.at(split).at(metric).contains(figure)) << split << metric << figure;
      }
    }
  }
  EXPECT_EQ(metrics.at("details").at("test").at("examples"), 100);
  EXPECT_EQ(metrics.at("details").at("validation").at("examples"), 100);
  EXPECT_GT(metrics.at("test").at("accuracy").at("value").get<double>(), 0.3);  // chance is 0.1
  EXPECT_GT(metrics.at("test").at("nll").at("monte_carlo_error").get<double>(), 0.0);
  EXPECT_FALSE(metrics.at("test").at("nll").at("monte_carlo_error_approximate").get<bool>());
  EXPECT_TRUE(metrics.at("test").at("accuracy").at("monte_carlo_error_approximate").get<bool>());
  EXPECT_TRUE(metrics.at("test").at("mce").at("low").is_null());  // no interval covers it
  EXPECT_EQ(metrics.at("complexity"), "kl");
}

// Mutual information grows with the number of draws; the corrected one compares.
TEST_F(RunProgram, GivenDrawsWhenUncertaintyIsReadThenTheCorrectedInformationStandsBesideThatOfSoManyDraws) {
  const auto uncertainty = nlohmann::json::parse(slurp(run() / "metrics.json")).at("uncertainty");

  EXPECT_EQ(uncertainty.at("draws"), 4);
  EXPECT_NEAR(
      uncertainty.at("predictive_entropy").get<double>(),
      uncertainty.at("expected_entropy").get<double>() + uncertainty.at("mutual_information").get<double>(),
      1e-9);
  // By hand: independent draws lack a share of about 1 / S, and up to 0.38 where they contradict each other.
  EXPECT_NEAR(uncertainty.at("mutual_information_corrected").get<double>() /
                  uncertainty.at("mutual_information").get<double>(),
              4.0 / 3.0, 0.3);
}

TEST_F(RunProgram, GivenARunWhenItsDrawsAreReadThenTheCurveEndsInTheMetrics) {
  const auto metrics = nlohmann::json::parse(slurp(run() / "metrics.json"));
  const auto& curve = metrics.at("draws").at("curve");

  ASSERT_EQ(curve.size(), 3u);  // 1, 2 and all 4 draws
  EXPECT_EQ(curve[1].at("subsets"), 2);
  for (const auto& [key, figures] : metrics.at("test").items()) {
    EXPECT_EQ(curve[2].at("metrics").at(key).at("value"), figures.at("value")) << key;
    EXPECT_TRUE(metrics.at("draws").at("enough").contains(key)) << key;
  }
  EXPECT_GT(curve[0].at("metrics").at("nll").at("value").get<double>(),
            curve[2].at("metrics").at("nll").at("value").get<double>());  // by Jensen
}

TEST_F(RunProgram, GivenACostOfRejectionWhenRunThenCostsFollowFromThePredictions) {
  const auto decision = nlohmann::json::parse(slurp(run() / "metrics.json")).at("decision");
  const auto read = report::read_mean_predictions(slurp(run() / "predictions.npz"));

  for (const char* rule : {"always", "bayes", "validation"}) {
    const auto& found = decision.at("rules").at(rule);
    const double threshold =
        found.at("threshold").is_null() ? 2.0 : found.at("threshold").get<double>();  // all handed on
    double cost = 0.0, expected = 0.0, rejected = 0.0;
    for (std::int64_t i = 0; i < read.examples; ++i) {
      const auto row = read.probabilities.begin() + i * read.classes;
      const auto top = std::max_element(row, row + read.classes);
      const bool answers = *top >= threshold;
      cost += answers ? (top - row == read.labels[i] ? 0.0 : 1.0) : 0.25;
      expected += answers ? 1.0 - *top : 0.25;
      rejected += answers ? 0.0 : 1.0;
    }
    EXPECT_NEAR(found.at("cost").get<double>(), cost / read.examples, 1e-12) << rule;
    EXPECT_NEAR(found.at("expected").get<double>(), expected / read.examples, 1e-12) << rule;
    EXPECT_NEAR(found.at("rejected").get<double>(), rejected / read.examples, 1e-12) << rule;
  }
  EXPECT_EQ(decision.at("rules").at("bayes").at("threshold"), 0.75);
}

TEST_F(RunProgram, GivenARunWhenScikitLearnComputesItsMetricsAgainThenTheyAgree) {
  const auto log = *experiment / "recompute.log";

  const int status = run_program(
      {"/usr/bin/python3", std::string(TESTS_FOLDER) + "/golden/recompute_metrics.py", run().string()}, log);

  if (status == 77 || status == 127) GTEST_SKIP() << "needs Python with scikit-learn";
  EXPECT_EQ(status, 0) << slurp(log);
}

TEST_F(RunProgram, GivenARunWhenItsModelIsReadThenItHoldsParametersAndConfiguration) {
  const auto path = run() / "model.safetensors";

  const auto model = from_safetensors(slurp(path), path.string());

  EXPECT_EQ(model.metadata.at("config"), slurp(run() / "config.yaml"));
  std::int64_t values = 0;
  for (const auto& array : model.arrays) values += static_cast<std::int64_t>(array.bytes.size() / 4);
  EXPECT_GE(values, 2 * (784 * 16 + 16 + 16 * 10 + 10));  // mean and spread of every weight
}

TEST_F(RunProgram, GivenARunWhenItsHistoryIsReadThenEpochsFollowEachOther) {
  const auto lines = support::history_of(run());

  ASSERT_EQ(lines.size(), 2u);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(nlohmann::json::parse(lines[i]).at("epoch"), i + 1);
  }
}

TEST_F(RunProgram, GivenARunWhenExportedInAllFormatsThenPredictionsAndMetricsAreTheSame) {
  const auto output = *experiment / "exported";

  const auto exported = experiment->bnn(
      {"export", run().string(), "--format", "html,ipynb,csv,npz,json", "--output", output.string()});

  EXPECT_EQ(exported.status, 0) << exported.messages;
  for (const char* file : {"predictions.npz", "weights.npz", "predictions.csv", "weights.csv"}) {
    EXPECT_TRUE(slurp(output / file) == slurp(run() / file)) << file;
    EXPECT_THAT(exported.output, HasSubstr((output / file).string()));
  }
  auto again = nlohmann::json::parse(slurp(output / "metrics.json"));
  auto first = nlohmann::json::parse(slurp(run() / "metrics.json"));
  again.erase("seconds");
  first.erase("seconds");
  EXPECT_EQ(again, first);
  EXPECT_TRUE(fs::exists(output / "report.html"));
  EXPECT_TRUE(fs::exists(output / "notebook.ipynb"));
}

TEST(ExportProgram, GivenNoDataWhenARunIsExportedThenItsReportsAreThoseThatItWrote) {
  const support::SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run", {"report.formats=[html, ipynb]"}).status, 0);
  const auto run = experiment / "run", output = experiment / "exported";
  fs::remove_all(experiment.data());

  const auto exported = experiment.bnn(
      {"export", run.string(), "--format", "html,ipynb,csv,npz,json", "--output", output.string()});

  ASSERT_EQ(exported.status, 0) << exported.messages;
  EXPECT_EQ(exported.messages, "");  // no progress, no warning
  int files = 0;
  for (const auto& item : fs::recursive_directory_iterator(output)) {
    if (!item.is_regular_file()) continue;
    EXPECT_TRUE(slurp(item.path()) == slurp(run / item.path().lexically_relative(output))) << item.path();
    ++files;
  }
  EXPECT_GT(files, 8);
}

TEST(ExportProgram, GivenARunThatWroteTooLittleWhenExportedThenItIsMeasuredAgainAndSaysSo) {
  const support::SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run", {"report.formats=[html]"}).status, 0);
  const auto run = experiment / "run";
  auto metrics = nlohmann::ordered_json::parse(slurp(run / "metrics.json"));
  for (const char* key : {"run", "images"}) metrics.erase(key);
  put(run / "metrics.json", metrics.dump(2));
  fs::remove(run / "manifest.json");  // of an older version
  fs::remove(run / "fitted.json");

  const auto exported =
      experiment.bnn({"export", run.string(), "--output", (experiment / "exported").string()});
  fs::remove_all(experiment.data());
  const auto without = experiment.bnn({"export", run.string(), "--output", (experiment / "none").string()});

  EXPECT_EQ(exported.status, 0) << exported.messages;
  EXPECT_THAT(exported.messages, HasSubstr("measured again"));
  EXPECT_THAT(slurp(experiment / "exported/report.html"), HasSubstr("Expected calibration error"));
  EXPECT_EQ(without.status, 3) << without.messages;
  EXPECT_FALSE(fs::exists(experiment / "none"));
}

TEST_F(RunProgram, GivenAnUnknownFormatWhenExportedThenNothingIsWritten) {
  const auto output = *experiment / "nothing";

  const auto exported =
      experiment->bnn({"export", run().string(), "--format", "html,pdf", "--output", output.string()});

  EXPECT_EQ(exported.status, 2);
  EXPECT_THAT(exported.messages, HasSubstr("pdf"));
  EXPECT_FALSE(fs::exists(output));
}

TEST_F(RunProgram, GivenAFolderWithoutARunWhenExportedThenItSaysSo) {
  const auto exported = experiment->bnn({"export", experiment->data().string()});

  EXPECT_EQ(exported.status, 2);
  EXPECT_THAT(exported.messages, HasSubstr("no complete run"));
}

TEST(RunDecisions, GivenAMatrixOfCostsWhenRunThenCostsFollowFromThePredictions) {
  const support::SmallExperiment experiment;
  // 10 x 10: a mistake costs 1, to take a 3 for an 8 costs 30.
  std::string matrix;
  for (int row = 0; row < 10; ++row) {
    matrix += row == 0 ? "[[" : ", [";
    for (int column = 0; column < 10; ++column) {
      const int cost = row == column ? 0 : row == 3 && column == 8 ? 30 : 1;
      matrix += (column == 0 ? "" : ", ") + std::to_string(cost);
    }
    matrix += "]";
  }
  matrix += "]";

  const auto ended = experiment.run("run", {"evaluation.decision.costs=" + matrix, "report.formats=[html]"});

  ASSERT_EQ(ended.status, 0) << ended.messages;
  const auto decision = nlohmann::json::parse(slurp(experiment / "run/metrics.json")).at("decision");
  const auto read = report::read_mean_predictions(slurp(experiment / "run/predictions.npz"));
  const auto cost_of = [](std::int64_t truth, std::int64_t answer) {
    return truth == answer ? 0.0 : truth == 3 && answer == 8 ? 30.0 : 1.0;
  };
  double always = 0.0, bayes = 0.0, promised = 0.0;
  for (std::int64_t i = 0; i < read.examples; ++i) {
    const auto row = read.probabilities.begin() + i * read.classes;
    std::vector<double> expected(10, 0.0);
    for (int answer = 0; answer < 10; ++answer) {
      for (int truth = 0; truth < 10; ++truth) expected[answer] += row[truth] * cost_of(truth, answer);
    }
    const auto best = std::min_element(expected.begin(), expected.end()) - expected.begin();
    always += cost_of(read.labels[i], std::max_element(row, row + 10) - row);
    bayes += cost_of(read.labels[i], best);
    promised += expected[best];
  }
  const auto& rules = decision.at("rules");
  EXPECT_EQ(rules.size(), 2u);  // nothing is handed on
  EXPECT_NEAR(rules.at("always").at("cost").get<double>(), always / read.examples, 1e-12);
  EXPECT_NEAR(rules.at("bayes").at("cost").get<double>(), bayes / read.examples, 1e-12);
  EXPECT_NEAR(rules.at("bayes").at("expected").get<double>(), promised / read.examples, 1e-12);
  EXPECT_EQ(decision.at("costs").at(3).at(8), 30.0);
  EXPECT_TRUE(decision.at("reject").is_null());
  EXPECT_THAT(slurp(experiment / "run/report.html"), HasSubstr("What do its answers cost?"));
}

TEST(RunScales, GivenConcreteDropoutWhenRunThenItsRatesAreInHistoryMetricsAndReport) {
  const support::SmallExperiment experiment;

  const auto ended = experiment.run("run", {"method.name=concrete_dropout", "report.formats=[html]"});

  ASSERT_EQ(ended.status, 0) << ended.messages;
  const auto metrics = nlohmann::json::parse(slurp(experiment / "run/metrics.json"));
  const auto lines = support::history_of(experiment / "run");
  const auto last = nlohmann::json::parse(lines.back());
  ASSERT_FALSE(metrics.at("learnt_scales").empty());
  for (const auto& [tensor, scales] : metrics.at("learnt_scales").items()) {
    const double rate = scales.at("dropout_rate");
    EXPECT_GT(rate, 0.0);
    EXPECT_LT(rate, 1.0);
    EXPECT_NEAR(last.at("learnt_scales").at(tensor).at("dropout_rate").get<double>(), rate, 0.05);
  }
  EXPECT_THAT(slurp(experiment / "run/report.html"), HasSubstr("Learnt with the weights"));
}

}  // namespace
}  // namespace bnn

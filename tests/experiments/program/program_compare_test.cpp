#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <sstream>

#include "notebooks_export/formats/npz.h"
#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using support::SmallExperiment;
using ::testing::HasSubstr;

constexpr char kComparison[] = R"(name: small_comparison
base: config.yaml
seeds: [0, 1]
methods:
  - label: MAP
    method: {name: map}
  - label: "../Dropout <b>"
    method: {name: mc_dropout, dropout_rate: 0.2}
    training: {epochs: 1}
)";
constexpr char kHostileFolder[] = "___Dropout _b_";  // only letters, digits, blanks, - and _ stay

// All lines of a comparison.csv but those of seconds.
std::string figures_of(const fs::path& comparison) {
  std::istringstream lines(slurp(comparison / "comparison.csv"));
  std::string figures;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("seconds") == std::string::npos) figures += line + "\n";
  }
  return figures;
}

double test_value(const fs::path& run, const std::string& metric) {
  return json::parse(slurp(run / "metrics.json")).at("test").at(metric).at("value").get<double>();
}

class CompareProgram : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    experiment = new SmallExperiment;
    put(*experiment / "comparison.yaml", kComparison);
    ended = compare({"training.batch_size=50"});
  }
  static void TearDownTestSuite() {
    delete experiment;
    experiment = nullptr;
  }
  static support::Ended compare(const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"compare", (*experiment / "comparison.yaml").string(), "--output",
                                       folder().string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return experiment->bnn(arguments);
  }
  static fs::path folder() { return *experiment / "compared"; }

  static SmallExperiment* experiment;
  static support::Ended ended;
};

SmallExperiment* CompareProgram::experiment = nullptr;
support::Ended CompareProgram::ended;

TEST_F(CompareProgram, GivenTwoMethodsAndSeedsWhenComparedThenEachRunHasItsFolder) {
  ASSERT_EQ(ended.status, 0) << ended.messages;

  for (const std::string label : {"MAP", kHostileFolder}) {
    for (const char* seed : {"0", "1"}) {
      const auto run = folder() / label / seed;
      EXPECT_TRUE(fs::exists(run / "metrics.json")) << run;
      const auto config = slurp(run / "config.yaml");
      EXPECT_THAT(config, HasSubstr(std::string("seed: ") + seed + "\n"));
      EXPECT_THAT(config, HasSubstr("batch_size: 50\n")) << "overrides reach every run";
      EXPECT_THAT(config, HasSubstr(label == "MAP" ? "epochs: 2\n" : "epochs: 1\n"));
    }
  }
  for (const char* file : {"comparison.json", "comparison.csv", "comparison_mcnemar.csv", "report.html"}) {
    EXPECT_TRUE(fs::exists(folder() / file)) << file;
  }
  // Two methods, the reports, what the environment was: nothing else, and nothing outside.
  EXPECT_FALSE(fs::exists(*experiment / "Dropout <b>"));
  EXPECT_THAT(ended.output, HasSubstr("MAP"));
}

TEST_F(CompareProgram, GivenARunOfAComparisonWhenReportedThenItIsCalledByItsLabel) {
  const auto run = folder() / kHostileFolder / "0";

  const auto exported = experiment->bnn({"export", run.string(), "--format", "html,ipynb"});

  ASSERT_EQ(exported.status, 0) << exported.messages;
  // Escaped, as it is hostile: "small_comparison, ../Dropout <b>".
  EXPECT_THAT(slurp(run / "report.html"), HasSubstr(", ../Dropout &lt;b&gt;"));
  EXPECT_THAT(slurp(run / "notebook.ipynb"), HasSubstr("Method: ../Dropout"));
  EXPECT_THAT(slurp(run / "config.yaml"), HasSubstr("label: \"../Dropout <b>\"\n"));
}

TEST_F(CompareProgram, GivenAComparisonWhenItsFiguresAreReadThenTheyFollowFromTheRuns) {
  const auto methods = json::parse(slurp(folder() / "comparison.json")).at("methods");
  ASSERT_EQ(methods.size(), 2u);
  EXPECT_EQ(methods[1].at("label"), "../Dropout <b>");
  EXPECT_EQ(methods[1].at("note"), "training.epochs = 1");
  EXPECT_EQ(methods[1].at("run_directories"),
            json::array({std::string(kHostileFolder) + "/0", std::string(kHostileFolder) + "/1"}));

  for (const char* metric : {"accuracy", "nll", "brier", "ece"}) {
    const double map[] = {test_value(folder() / "MAP/0", metric), test_value(folder() / "MAP/1", metric)};
    const double dropout[] = {test_value(folder() / kHostileFolder / "0", metric),
                              test_value(folder() / kHostileFolder / "1", metric)};
    // By hand, for two values: the standard error of their mean is half of their distance.
    const double difference[] = {dropout[0] - map[0], dropout[1] - map[1]};
    const double mean_difference = (difference[0] + difference[1]) / 2;
    const double half =
        12.706204736432095 * std::abs(difference[0] - difference[1]) / 2;  // t, 1 degree, 0.975

    const auto& row = methods[1].at("metrics").at(metric);
    EXPECT_NEAR(row.at("mean").get<double>(), (dropout[0] + dropout[1]) / 2, 1e-12) << metric;
    EXPECT_NEAR(row.at("standard_error").get<double>(), std::abs(dropout[0] - dropout[1]) / 2, 1e-12)
        << metric;
    EXPECT_NEAR(row.at("difference").get<double>(), mean_difference, 1e-12) << metric;
    EXPECT_NEAR(row.at("difference_low").get<double>(), mean_difference - half, 1e-9) << metric;
    EXPECT_NEAR(row.at("difference_high").get<double>(), mean_difference + half, 1e-9) << metric;
    EXPECT_EQ(methods[0].at("metrics").at(metric).at("difference"), 0.0) << metric;
  }
}

TEST_F(CompareProgram, GivenAComparisonWhenItsImagesAreCountedThenMcNemarsTestFollowsFromThePredictions) {
  const auto methods = json::parse(slurp(folder() / "comparison.json")).at("methods");
  const auto right = [](const fs::path& run) {
    const auto read = report::read_mean_predictions(slurp(run / "predictions.npz"));
    std::vector<bool> found;
    for (std::int64_t i = 0; i < read.examples; ++i) {
      const auto row = read.probabilities.begin() + i * read.classes;
      found.push_back(std::max_element(row, row + read.classes) - row == read.labels[i]);
    }
    return found;
  };

  EXPECT_TRUE(methods[0].at("mcnemar").empty());
  ASSERT_EQ(methods[1].at("mcnemar").size(), 2u);
  for (std::size_t seed = 0; seed < 2; ++seed) {
    const auto map = right(folder() / "MAP" / std::to_string(seed));
    const auto dropout = right(folder() / kHostileFolder / std::to_string(seed));
    int only_map = 0, only_dropout = 0;
    for (std::size_t i = 0; i < map.size(); ++i) {
      only_map += map[i] && !dropout[i] ? 1 : 0;
      only_dropout += dropout[i] && !map[i] ? 1 : 0;
    }
    const auto& test = methods[1].at("mcnemar")[seed];
    EXPECT_EQ(test.at("only_first_right"), only_map);
    EXPECT_EQ(test.at("only_this_right"), only_dropout);
  }
  EXPECT_THAT(slurp(folder() / "comparison_mcnemar.csv"), HasSubstr("\r\n../Dropout <b>,1,"));
}

TEST_F(CompareProgram, GivenAComparisonWhenItsImagesAreResampledThenIntervalsHoldTheDifference) {
  const auto methods = json::parse(slurp(folder() / "comparison.json")).at("methods");

  for (const char* metric : {"accuracy", "nll", "brier"}) {
    const auto& row = methods[1].at("metrics").at(metric);
    // Of few wrong images no interval is given, but for shares.
    if (metric != std::string("accuracy") && row.at("images_low").is_null()) continue;
    EXPECT_LT(row.at("images_low").get<double>(), row.at("difference").get<double>()) << metric;
    EXPECT_GT(row.at("images_high").get<double>(), row.at("difference").get<double>()) << metric;
    EXPECT_EQ(methods[0].at("metrics").at(metric).at("images_high"), 0.0) << metric;
  }
}

TEST_F(CompareProgram, GivenAComparisonWhenItEndsThenItsReportAndANextCommandAreNamed) {
  EXPECT_THAT(ended.output, HasSubstr("report:  " + (folder() / "report.html").string() + "\n"));
  EXPECT_THAT(ended.output, HasSubstr("next:    bnn show '"));
  EXPECT_THAT(ended.output, HasSubstr("Difference to MAP"));
}

TEST_F(CompareProgram, GivenTheFolderOfAComparisonWhenShownThenItsTablesAreThoseOfItsEnd) {
  const auto shown = experiment->bnn({"show", folder().string()});

  ASSERT_EQ(shown.status, 0) << shown.messages;
  const auto tables = ended.output.substr(0, ended.output.find("results: "));
  EXPECT_THAT(shown.output, HasSubstr(tables));
  EXPECT_THAT(shown.output, HasSubstr("training.epochs"));  // how the second method differs
}

TEST_F(CompareProgram, GivenTheFolderOfAComparisonWhenExportedThenReportsAreThoseThatCompareWrites) {
  const auto other = *experiment / "exported";
  const auto exported = experiment->bnn(
      {"export", folder().string(), "--format", "html,ipynb,csv,json", "--output", other.string()});
  const auto arrays = experiment->bnn({"export", folder().string(), "--format", "npz"});

  ASSERT_EQ(exported.status, 0) << exported.messages;
  for (const char* file : {"report.html", "comparison.json", "comparison.csv", "comparison_mcnemar.csv"}) {
    EXPECT_EQ(slurp(other / file), slurp(folder() / file)) << file;
  }
  const auto page = slurp(other / "report.html");
  EXPECT_THAT(page, HasSubstr("Full configuration of seed 0"));
  EXPECT_THAT(page, HasSubstr("dropout_rate: 0.2"));  // a setting of the second method alone
  EXPECT_THAT(slurp(other / "notebook.ipynb"), HasSubstr("dropout_rate: 0.2"));
  EXPECT_EQ(arrays.status, 2);
  EXPECT_THAT(arrays.messages, HasSubstr("choose one of html, ipynb, csv, json"));
}

// −log prior of points was called a KL.
TEST_F(CompareProgram, GivenPointsAndDropoutWhenMeasuredThenTheirComplexityIsMinusLogPrior) {
  for (const std::string run : {"MAP/0", "___Dropout _b_/0"}) {
    EXPECT_EQ(json::parse(slurp(folder() / run / "metrics.json")).at("complexity"), "minus_log_prior") << run;
  }
  const auto shown = experiment->bnn({"show", (folder() / "MAP/0").string()});
  EXPECT_THAT(shown.output, HasSubstr("−log prior, nats"));
  EXPECT_THAT(shown.output, testing::Not(HasSubstr("KL, nats")));
}

TEST_F(CompareProgram, GivenAnyNumberOfThreadsWhenComparedThenRunsSideBySideAreThoseOneAfterTheOther) {
  std::vector<std::string> tables;
  for (const char* threads : {"1", "3"}) {
    const auto other = *experiment / (std::string("threads") + threads);
    const auto compared = experiment->bnn({"compare", (*experiment / "comparison.yaml").string(), "--output",
                                           other.string(), "--threads", threads, "training.batch_size=50"});
    ASSERT_EQ(compared.status, 0) << compared.messages;
    for (const std::string run : {"MAP/0", "MAP/1", "___Dropout _b_/0", "___Dropout _b_/1"}) {
      EXPECT_EQ(support::results_of(other / run), support::results_of(folder() / run)) << run;
    }
    tables.push_back(figures_of(other));
  }
  EXPECT_EQ(tables[0], tables[1]);
}

TEST_F(CompareProgram, GivenARunThatCannotBeginWhenComparedThenTheErrorIsToldAndResumeMakesTheRest) {
  const auto other = *experiment / "blocked";
  fs::create_directories(other / "MAP/0");
  put(other / "MAP/0/in_the_way.txt", "of someone else");
  const auto compare_there = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"compare", (*experiment / "comparison.yaml").string(), "--output",
                                         other.string(), "training.batch_size=50", "--resume"});
    return experiment->bnn(arguments);
  };

  const auto blocked = compare_there({});
  fs::remove(other / "MAP/0/in_the_way.txt");
  const auto resumed = compare_there({});

  EXPECT_EQ(blocked.status, 2) << blocked.messages;
  EXPECT_THAT(blocked.messages, HasSubstr("MAP/0"));
  ASSERT_EQ(resumed.status, 0) << resumed.messages;
  EXPECT_EQ(figures_of(other), figures_of(folder()));
}

TEST_F(CompareProgram, GivenARunIsMissingWhenResumedThenOnlyThatOneIsMade) {
  const auto missing = folder() / "MAP/1";
  const auto before = support::results_of(missing);
  const auto complete = slurp(folder() / "MAP/0/metrics.json");  // with its seconds: a new run has others
  const auto seconds_of_runs = [] {
    double seconds = 0.0;
    for (const std::string run : {"MAP/0", "MAP/1", "___Dropout _b_/0", "___Dropout _b_/1"}) {
      const auto of_run = json::parse(slurp(folder() / run / "metrics.json")).at("seconds");
      EXPECT_GT(of_run.at("evaluation").get<double>(), 0.0);
      seconds += of_run.at("training").get<double>() + of_run.at("evaluation").get<double>();
    }
    return seconds;
  };
  fs::remove_all(missing);

  const auto refused = compare({"training.batch_size=50"});
  const auto resumed = compare({"training.batch_size=50", "--resume"});

  EXPECT_EQ(refused.status, 2) << refused.messages;
  ASSERT_EQ(resumed.status, 0) << resumed.messages;
  EXPECT_EQ(support::results_of(missing), before);
  EXPECT_EQ(slurp(folder() / "MAP/0/metrics.json"), complete);
  // Those of three runs that this call did not make are in the sum.
  EXPECT_NEAR(json::parse(slurp(folder() / "comparison.json")).at("total_seconds").get<double>(),
              seconds_of_runs(), 1e-9);
}

TEST_F(CompareProgram, GivenOtherSettingsWhenResumedThenTheRunsThatAreThereAreNotTaken) {
  const auto resumed = compare({"training.batch_size=32", "--resume"});

  EXPECT_EQ(resumed.status, 2);
  EXPECT_THAT(resumed.messages, HasSubstr("another configuration"));
}

struct WrongComparison {
  std::string name;
  std::string text;
  std::string message;
};

class CompareErrors : public ::testing::TestWithParam<WrongComparison> {};

TEST_P(CompareErrors, GivenAWrongComparisonWhenComparedThenNothingIsTrainedOrWritten) {
  const SmallExperiment experiment;
  put(experiment / "comparison.yaml", GetParam().text);

  const auto ended = experiment.bnn(
      {"compare", (experiment / "comparison.yaml").string(), "--output", (experiment / "compared").string()});

  EXPECT_EQ(ended.status, 2) << ended.messages;
  EXPECT_THAT(ended.messages, HasSubstr(GetParam().message));
  EXPECT_FALSE(fs::exists(experiment / "compared"));
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, CompareErrors,
    ::testing::Values(
        WrongComparison{"DuplicateLabel",
                        "base: config.yaml\nmethods: [{label: A, method: {name: map}}, {label: A}]\n",
                        "two methods have the label"},
        WrongComparison{"LabelsOfOneFolder",
                        "base: config.yaml\nmethods: [{label: A/B, method: {name: map}}, {label: A+B}]\n",
                        "share the folder"},
        WrongComparison{"DuplicateSeed", "base: config.yaml\nseeds: [1, 1]\nmethods: [{label: A}]\n",
                        "lists 1 twice"},
        WrongComparison{"BaseMissing", "base: nowhere.yaml\nmethods: [{label: A}]\n", "nowhere.yaml"},
        WrongComparison{"NoBase", "methods: [{label: A}]\n", "no `base`"},
        WrongComparison{"NoMethods", "base: config.yaml\n", "no `methods`"},
        WrongComparison{
            "LastMethodInconsistent",
            "base: config.yaml\nmethods: [{label: A}, {label: B, method: {name: bayes_by_backprop}, "
            "model: {prior: {name: flat}}}]\n",
            "prior"}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace bnn

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "notebooks_export/formats/npz.h"
#include "tests/support/calibrated_by_hand.h"
#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

using support::SmallExperiment;
using ::testing::HasSubstr;

TEST(Calibration, GivenEveryCalibrationWhenRunThenEachHasItsSplitAndWhatFitsTooManyNumbersIsWarnedOf) {
  const SmallExperiment experiment;

  const auto ran = experiment.run(
      "run",
      {"evaluation.calibration=[temperature, vector, {name: matrix, off_diagonal_penalty: 1.0}, matrix, "
       "histogram, isotonic]",
       "report.formats=[html]"});

  EXPECT_EQ(ran.status, 0) << ran.messages;
  const auto metrics = nlohmann::json::parse(slurp(experiment / "run/metrics.json"));
  for (const char* split : {"test_temperature", "test_vector", "test_matrix", "test_matrix_2",
                            "test_histogram", "test_isotonic"}) {
    EXPECT_TRUE(metrics.contains(split)) << split;
    EXPECT_TRUE(metrics[split]["nll"]["value"].is_number()) << split;  // infinite would be null
  }
  EXPECT_NE(metrics["test_matrix"]["nll"], metrics["test_matrix_2"]["nll"]);
  EXPECT_FALSE(metrics["details"]["test_temperature"].contains("warning"));
  EXPECT_THAT(metrics["details"]["test_matrix"]["warning"].get<std::string>(),
              HasSubstr("110 numbers were fitted to 100 examples"));
  EXPECT_THAT(ran.output, HasSubstr("warning: 110 numbers"));
  EXPECT_THAT(slurp(experiment / "run/report.html"), HasSubstr("110 numbers were fitted"));
}

// The numbers were only there for people, rounded.
TEST(Calibration, GivenEveryCalibrationWhenTheNumbersOfTheFileAreAppliedByHandThenFiguresAreThoseOfTheRun) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment
                .run("run", {"evaluation.calibration=[temperature, vector, matrix, histogram, "
                             "{name: histogram, bins: 5, spacing: equal_mass}, isotonic]",
                             "method.name=mc_dropout"})
                .status,
            0);
  const auto test = report::read_mean_predictions(slurp(experiment / "run/predictions.npz"));
  const auto probabilities =
      torch::tensor(test.probabilities, torch::kFloat64).view({test.examples, test.classes});
  const auto labels = torch::tensor(test.labels, torch::kInt64).unsqueeze(1);
  const auto metrics = nlohmann::json::parse(slurp(experiment / "run/metrics.json"));
  const auto fitted = nlohmann::json::parse(slurp(experiment / "run/fitted.json"));

  const auto found = fitted.at("found_on_validation").at("calibration");

  ASSERT_EQ(found.size(), 6u);
  for (const auto& calibration : found) {
    const auto split = calibration.at("split").get<std::string>();
    const auto calibrated =
        support::calibrated_by_hand(support::numbers_of_file(calibration.at("numbers")), probabilities);
    const double nll = -calibrated.gather(1, labels).log().mean().item<double>();
    EXPECT_NEAR(nll, metrics.at(split).at("nll").at("value").get<double>(), 1e-9) << split;
    EXPECT_NE(metrics.at(split).at("nll"), metrics.at("test").at("nll")) << split;
  }
}

TEST(PredictionSets, GivenSeveralKindsWhenRunAndEvaluatedThenTheirCoverageIsReported) {
  const SmallExperiment experiment;
  const std::string kinds =
      "evaluation.conformal=[lac, {name: aps, coverage: 0.8}, {name: raps, lambda: 0.1, k_reg: 2}, "
      "{name: lac, coverage: 0.999}]";

  const auto ran = experiment.run("run", {kinds, "report.formats=[html, ipynb]"});
  const auto again =
      experiment.bnn({"evaluate", (experiment / "run").string(), "evaluation.conformal=[aps]"});
  const auto wrong = experiment.run("wrong", {"evaluation.conformal=[{name: aps, coverage: 1.0}]"});
  const auto without = experiment.run("without", {"evaluation.conformal=[lac]", "data.validation=0"});

  EXPECT_EQ(ran.status, 0) << ran.messages;
  EXPECT_THAT(ran.output, HasSubstr("Prediction sets of the test images"));
  EXPECT_THAT(ran.output, HasSubstr("coverage: 0.999"));
  EXPECT_THAT(ran.output, HasSubstr("takes 999 validation examples, and there are 100"));
  const auto sets = nlohmann::json::parse(slurp(experiment / "run/metrics.json"))["conformal"]["test"];
  ASSERT_EQ(sets.size(), 4u);
  EXPECT_EQ(sets[1]["target"], 0.8);
  EXPECT_EQ(sets[3]["mean_size"], 10.0);
  EXPECT_THAT(slurp(experiment / "run/config.yaml"), HasSubstr("    - name: raps\n      coverage: 0.9\n"));
  EXPECT_THAT(slurp(experiment / "run/report.html"), HasSubstr("Prediction sets"));
  EXPECT_THAT(slurp(experiment / "run/notebook.ipynb"), HasSubstr("Prediction sets"));
  EXPECT_EQ(again.status, 0) << again.messages;
  EXPECT_THAT(again.output, HasSubstr("randomised:"));
  EXPECT_EQ(wrong.status, 2);
  EXPECT_THAT(wrong.messages, HasSubstr("evaluation.conformal[0].coverage"));
  EXPECT_EQ(without.status, 2);
  EXPECT_THAT(without.messages, HasSubstr("evaluation.conformal"));
}

TEST(PredictionSets, GivenARunWithSetsWhenItsTestImagesArePredictedThenTheSetsCoverAsItReports) {
  const SmallExperiment experiment;
  const std::string kinds = "evaluation.conformal=[lac, {name: lac, coverage: 0.6}, aps]";
  ASSERT_EQ(experiment.run("run", {kinds, "report.formats=[csv]"}).status, 0);
  const auto run = (experiment / "run").string();
  const auto images = (experiment / "data/mnist/t10k-images-idx3-ubyte").string();

  const auto shown = experiment.bnn({"show", run});
  const auto whole = (experiment / "whole.csv").string(), parts = (experiment / "parts.csv").string();
  ASSERT_EQ(experiment.bnn({"predict", run, images, "--output", whole}).status, 0);
  ASSERT_EQ(experiment.bnn({"predict", run, images, "--memory", "1", "--output", parts}).status, 0);

  EXPECT_EQ(shown.status, 0) << shown.messages;
  EXPECT_THAT(shown.output, HasSubstr("Prediction sets of the test images"));
  EXPECT_THAT(shown.output, HasSubstr("Least ambiguous"));
  EXPECT_EQ(slurp(whole), slurp(parts));
  const auto metrics = nlohmann::json::parse(slurp(experiment / "run/metrics.json"));
  // The sets are those of the evaluation, also where they depend on chance: their mean size is counted in the
  // file.
  std::istringstream lines(slurp(whole));
  std::string line;
  std::getline(lines, line);
  EXPECT_THAT(line, HasSubstr("mutual_information,set_lac,set_lac_2,set_aps"));
  std::vector<double> members(3, 0.0);
  double pictures = 0.0;
  while (std::getline(lines, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    std::vector<std::string> cells;
    std::istringstream row(line);
    for (std::string cell; std::getline(row, cell, ',');) cells.push_back(cell);
    cells.resize(9);  // an empty set at the end of a line
    for (std::size_t kind = 0; kind < 3; ++kind) {
      const auto& set = cells[6 + kind];
      members[kind] += set.empty() ? 0.0 : 1.0 + static_cast<double>(std::count(set.begin(), set.end(), ';'));
    }
    pictures += 1.0;
  }
  EXPECT_EQ(pictures, 100.0);
  for (std::size_t kind = 0; kind < 3; ++kind) {
    const auto mean_size = metrics["conformal"]["test"][kind]["mean_size"].get<double>();
    EXPECT_NEAR(members[kind] / pictures, mean_size, 1e-12) << kind;
  }
  EXPECT_LT(metrics["conformal"]["test"][0]["mean_size_low"], metrics["conformal"]["test"][0]["mean_size"]);
}

}  // namespace
}  // namespace bnn

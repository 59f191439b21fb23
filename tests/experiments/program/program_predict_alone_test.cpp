#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using support::SmallExperiment;
using ::testing::HasSubstr;

// The cells of a column of numbers.
std::vector<double> column(const fs::path& csv, std::size_t index) {
  std::istringstream lines(slurp(csv));
  std::string line;
  std::getline(lines, line);
  std::vector<double> numbers;
  while (std::getline(lines, line)) {
    std::istringstream row(line);
    std::string cell;
    for (std::size_t i = 0; i <= index; ++i) std::getline(row, cell, ',');
    numbers.push_back(std::stod(cell));
  }
  return numbers;
}

TEST(PredictAlone, GivenNoDataWhenPicturesArePredictedThenTheRunSufficesForThemAndTheirSets) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run", {"method.name=mc_dropout", "evaluation.conformal=[lac, aps]"}).status, 0);
  const auto run = (experiment / "run").string();
  const auto images = (experiment / "images").string();
  fs::copy_file(experiment.data() / "mnist/t10k-images-idx3-ubyte", images);
  const auto with = (experiment / "with.csv").string(), without = (experiment / "without.csv").string();
  ASSERT_EQ(experiment.bnn({"predict", run, images, "--output", with}).status, 0);
  fs::remove_all(experiment.data());

  const auto ended = experiment.bnn(
      {"predict", run, images, "--output", without, "--page", (experiment / "page.html").string()});
  const auto more = experiment.bnn({"predict", run, images, "--samples", "8"});

  ASSERT_EQ(ended.status, 0) << ended.messages;
  EXPECT_EQ(slurp(without), slurp(with));
  EXPECT_THAT(slurp(without), HasSubstr("set_lac,set_aps"));
  EXPECT_EQ(more.status, 2);
  EXPECT_THAT(more.messages, HasSubstr("4 draws, and 8 are asked for"));
}

TEST(PredictAlone, GivenACalibrationWhenAskedForThenProbabilitiesAreThoseThatWereReported) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run", {"evaluation.calibration=[temperature, vector]"}).status, 0);
  const auto run = (experiment / "run").string();
  const auto images = (experiment / "data/mnist/t10k-images-idx3-ubyte").string();
  const auto plain = (experiment / "plain.csv").string(),
             calibrated = (experiment / "calibrated.csv").string();

  ASSERT_EQ(experiment.bnn({"predict", run, images, "--output", plain}).status, 0);
  const auto ended =
      experiment.bnn({"predict", run, images, "--calibration", "temperature", "--output", calibrated});
  const auto wrong = experiment.bnn({"predict", run, images, "--calibration", "isotonic"});

  ASSERT_EQ(ended.status, 0) << ended.messages;
  EXPECT_NE(column(plain, 3), column(calibrated, 3));
  // The mean predictive entropy that the report has of the calibrated test images.
  const auto metrics = nlohmann::json::parse(slurp(experiment / "run/metrics.json"));
  double right = 0.0, sum = 0.0;
  const auto probabilities = column(calibrated, 3);
  for (const double probability : probabilities) sum += probability;
  double reported = 0.0;
  for (const auto& bin : metrics.at("details").at("test_temperature").at("reliability")) {
    const auto count = bin.at("count").get<double>();
    if (count > 0) reported += count * bin.at("mean_confidence").get<double>();
    right += count;
  }
  EXPECT_EQ(right, 100.0);
  EXPECT_NEAR(sum, reported, 1e-9);
  EXPECT_EQ(wrong.status, 2);
  EXPECT_THAT(wrong.messages, HasSubstr("choose one of: temperature, vector"));
}

}  // namespace
}  // namespace bnn

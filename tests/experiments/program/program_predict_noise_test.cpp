#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "notebooks_export/formats/npz.h"
#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

using support::SmallExperiment;

constexpr std::size_t kHeader = 16;  // of an IDX file of images
constexpr std::size_t kPicture = 28 * 28;

// An IDX file of the pictures at these places of another one.
std::string idx_of(const std::string& idx, const std::vector<std::size_t>& places) {
  std::string chosen = idx.substr(0, kHeader);
  chosen[6] = static_cast<char>(places.size() >> 8);
  chosen[7] = static_cast<char>(places.size() & 0xFF);
  for (const auto place : places) chosen += idx.substr(kHeader + place * kPicture, kPicture);
  return chosen;
}

// The column "probability" of a file that predict wrote: that of the likeliest class.
std::vector<double> probabilities_in(const std::string& csv) {
  std::vector<double> found;
  std::istringstream lines(csv);
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    std::istringstream row(line);
    std::string cell;
    for (int column = 0; column < 4; ++column) std::getline(row, cell, ',');
    found.push_back(std::stod(cell));
  }
  return found;
}

class PredictNoise : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(All, PredictNoise,
                         ::testing::Values("method={name: mc_dropout}",
                                           "method={name: bayes_by_backprop, initial_sigma: 0.3}",
                                           "method={name: bayes_by_backprop, initial_sigma: 0.3, "
                                           "estimator: local_reparameterisation}",
                                           "method={name: deep_ensemble, members: 2}"));

// What is expected stands in predictions.npz, which the run wrote.
TEST_P(PredictNoise, GivenTestImagesMovedRepeatedOrAloneWhenPredictedThenEachIsAsInTheRunsPredictions) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run", {GetParam()}).status, 0);
  const auto run = (experiment / "run").string(), output = (experiment / "out.csv").string();
  const auto idx = slurp(experiment / "data/mnist/t10k-images-idx3-ubyte");
  const auto expected = report::read_mean_predictions(slurp(experiment / "run/predictions.npz"));
  std::vector<std::size_t> moved;
  for (std::size_t i = 0; i < 150; ++i) moved.push_back((i * 37 + 11) % 100);

  for (const auto& places : {moved, std::vector<std::size_t>{42}}) {
    const auto pictures = experiment / "pictures";
    put(pictures, idx_of(idx, places));
    const auto ended = experiment.bnn({"predict", run, pictures.string(), "--output", output});

    ASSERT_EQ(ended.status, 0) << ended.messages;
    const auto found = probabilities_in(slurp(output));
    ASSERT_EQ(found.size(), places.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
      const auto* row = expected.probabilities.data() + places[i] * 10;
      // Rounding of single precision: a matrix product of one picture adds in another order.
      EXPECT_NEAR(found[i], *std::max_element(row, row + 10), 2e-6) << i;
    }
  }
}

}  // namespace
}  // namespace bnn

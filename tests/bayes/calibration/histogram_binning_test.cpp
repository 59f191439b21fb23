#include "bayes/calibration/histogram_binning.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/metrics/classification/negative_log_likelihood.h"
#include "tests/bayes/calibration/golden_calibration.h"

namespace bayes {
namespace {

TEST(HistogramBinning, GivenTheScriptsPredictiveWhenFittedThenSharesAreThoseOfNumpysCounts) {
  const auto golden = golden_calibration();
  const auto& histogram = golden.at("histogram");
  const auto predictive = golden_calibration_predictive(golden);
  const auto bins = histogram.at("bins").get<std::int64_t>();

  const auto calibration =
      histogram_binning({bins, BinSpacing::kEqualWidth})(predictive, golden_calibration_labels(golden));

  EXPECT_EQ(calibration.parameters, 3 * bins);  // none is empty
  const auto counts = golden_matrix(histogram.at("counts"));
  const auto shares = (golden_matrix(histogram.at("hits")) + 1.0 / 3.0) / (counts + 1.0);
  // No probability lies on an edge of a bin, where NumPy's are open above and ours below.
  const auto bin = (predictive.mean_probabilities() * bins).floor().to(torch::kInt64);
  auto expected = shares.gather(1, bin.t()).t();
  expected = expected / expected.sum(1, /*keepdim=*/true);
  EXPECT_LT(largest_difference(calibration.apply(predictive).mean_probabilities(), expected), 1e-12);
}

/// p(class 1) as given; labels 0 or 1.
struct TwoClasses {
  explicit TwoClasses(const std::vector<double>& of_one)
      : predictive([&] {
          const auto p = torch::tensor(of_one, torch::kFloat64);
          return CategoricalPredictive(torch::stack({1.0 - p, p}, 1).log().unsqueeze(0));
        }()) {}
  CategoricalPredictive predictive;
};

TEST(HistogramBinning, GivenBinsOfEqualMassWhenFittedThenTiesShareABinAndSharesAreThoseByHand) {
  const TwoClasses validation({0.1, 0.2, 0.2, 0.2, 0.3, 0.8});  // halves: 0.1 0.2 0.2 | 0.2 0.3 0.8
  const auto labels = torch::tensor({0, 0, 1, 0, 1, 1}, torch::kInt64);

  const auto halves = histogram_binning({2, BinSpacing::kEqualMass})(validation.predictive, labels);
  const auto thirds = histogram_binning({3, BinSpacing::kEqualMass})(validation.predictive, labels);

  // Halves would part equal probabilities: one bin for each class, (3 + 1/2) / (6 + 1) of both.
  EXPECT_EQ(halves.parameters, 2);
  EXPECT_NEAR(halves.apply(validation.predictive).mean_probabilities()[5][1].item<double>(), 0.5, 1e-12);
  // Of thirds only the upper edge parts: 0.1 0.2 0.2 0.2 | 0.3 0.8, and 0.9 0.8 0.8 0.8 | 0.7 0.2 for class
  // 0.
  EXPECT_EQ(thirds.parameters, 4);
  const double low = 1.5 / 5.0, high = 2.5 / 3.0, not_low = 3.5 / 5.0, not_high = 0.5 / 3.0;
  const auto probabilities = thirds.apply(validation.predictive).mean_probabilities();
  EXPECT_NEAR(probabilities[0][1].item<double>(), low / (low + not_low), 1e-12);
  EXPECT_NEAR(probabilities[5][1].item<double>(), high / (high + not_high), 1e-12);
}

TEST(HistogramBinning, GivenABinThatNoExampleFellInWhenAppliedThenTheProbabilityIsLeftAlone) {
  const TwoClasses validation({0.05, 0.95});
  const TwoClasses between({0.55, 0.0});

  const auto calibration = histogram_binning({10, BinSpacing::kEqualWidth})(
      validation.predictive, torch::tensor({0, 1}, torch::kInt64));

  EXPECT_EQ(calibration.parameters, 4);  // two filled bins for each class
  const auto probabilities = calibration.apply(between.predictive).mean_probabilities();
  EXPECT_NEAR(probabilities[0][1].item<double>(), 0.55, 1e-12);
  EXPECT_NEAR(probabilities[1][1].item<double>(), 0.25, 1e-12);  // 0 is in the first bin: (0 + 1/2) / 2
}

TEST(HistogramBinning, GivenAClassWithoutExamplesWhenAppliedThenItsLabelHasAFiniteLikelihood) {
  const CategoricalPredictive validation{
      torch::tensor({{{0.9, 0.1, 0.0}, {0.2, 0.8, 0.0}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0, 1}, torch::kInt64);

  for (const auto spacing : {BinSpacing::kEqualWidth, BinSpacing::kEqualMass}) {
    const auto calibrated = histogram_binning({15, spacing})(validation, labels).apply(validation);

    EXPECT_TRUE(std::isfinite(negative_log_likelihood(calibrated, torch::tensor({2, 2}, torch::kInt64))));
  }
}

}  // namespace
}  // namespace bayes

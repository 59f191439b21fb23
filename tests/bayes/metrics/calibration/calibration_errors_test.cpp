#include "bayes/metrics/calibration/calibration_errors.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "bayes/core/error.h"
#include "tests/bayes/metrics/random_predictive.h"

namespace bayes {
namespace {

TEST(ExpectedCalibrationError, GivenConfidenceOneWhenBinnedThenTheLastBinHoldsIt) {
  const CategoricalPredictive predictive{
      torch::tensor({{{1.0, 0.0}, {0.15, 0.85}, {0.55, 0.45}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0, 0, 0}, torch::kInt64);

  const double error = expected_calibration_error(predictive, labels, /*bins=*/10);

  EXPECT_NEAR(error, 1.30 / 3, 1e-12);  // by hand: (|1 - 1| + |0 - 0.85| + |1 - 0.55|) / 3
}

TEST(ExpectedCalibrationError, GivenCertainAndWrongImagesWhenBinnedThenTheyAreNotDropped) {
  const CategoricalPredictive predictive{torch::tensor({{{1.0, 0.0}, {0.0, 1.0}}}, torch::kFloat64).log()};

  const double error = expected_calibration_error(predictive, torch::tensor({1, 0}, torch::kInt64));

  EXPECT_EQ(error, 1.0);  // by hand: confidence 1, accuracy 0
}

TEST(ExpectedCalibrationError, GivenUnevenBinsWhenAveragedThenExamplesWeighAndNotBins) {
  // The trap: the plain mean of the two bins' gaps would be (0.1 + 0.6) / 2.
  const CategoricalPredictive predictive{
      torch::tensor({{{0.9, 0.1}, {0.9, 0.1}, {0.9, 0.1}, {0.4, 0.6}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0, 0, 0, 0}, torch::kInt64);

  const double error = expected_calibration_error(predictive, labels, /*bins=*/5);

  EXPECT_NEAR(error, (3 * 0.1 + 0.6) / 4, 1e-12);  // by hand
}

TEST(ExpectedCalibrationError, GivenGapsOfBothSignsInABinWhenSummedThenTheyCancel) {
  const CategoricalPredictive predictive{
      torch::tensor({{{0.75, 0.25}, {0.75, 0.25}}}, torch::kFloat64).log()};

  const double error =
      expected_calibration_error(predictive, torch::tensor({0, 1}, torch::kInt64), /*bins=*/2);

  EXPECT_NEAR(error, 0.25, 1e-12);  // by hand: |0.5 - 0.75|, not (0.25 + 0.75) / 2
}

TEST(ExpectedCalibrationError, GivenNoBinsWhenMeasuredThenErrorIsThrown) {
  const CategoricalPredictive predictive{torch::tensor({{{1.0, 0.0}}}, torch::kFloat64).log()};

  EXPECT_THROW(expected_calibration_error(predictive, torch::tensor({0}, torch::kInt64), 0), Error);
}

TEST(AdaptiveCalibrationError, GivenFourImagesAndTwoBinsWhenRankedThenEachBinHoldsTwo) {
  const CategoricalPredictive predictive{
      torch::tensor({{{0.95, 0.05}, {0.6, 0.4}, {0.8, 0.2}, {0.7, 0.3}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0, 0, 1, 1}, torch::kInt64);

  const double error = adaptive_calibration_error(predictive, labels, /*bins=*/2);

  // By hand: {0.6 right, 0.7 wrong} and {0.8 wrong, 0.95 right}. Equal widths would put 0.8 and 0.95 with
  // others.
  EXPECT_NEAR(error, (std::abs(1 - 1.3) + std::abs(1 - 1.75)) / 4, 1e-12);
}

TEST(AdaptiveCalibrationError, GivenFiveImagesAndTwoBinsWhenRankedThenTheLowerHoldsTwo) {
  const CategoricalPredictive predictive{
      torch::tensor({{{0.9, 0.1}, {0.8, 0.2}, {0.7, 0.3}, {0.6, 0.4}, {0.55, 0.45}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0, 0, 1, 0, 0}, torch::kInt64);

  const double error = adaptive_calibration_error(predictive, labels, /*bins=*/2);

  // By hand: floor(2 (r + 1/2) / 5) = 0, 0, 1, 1, 1 for ranks 0 … 4, so 0.7 goes with the upper ones.
  EXPECT_NEAR(error, (std::abs(2 - 1.15) + std::abs(2 - 2.4)) / 5, 1e-12);
}

TEST(AdaptiveCalibrationError, GivenEqualConfidencesAcrossAnEdgeWhenRankedThenTheyShareABin) {
  const CategoricalPredictive predictive{
      torch::tensor({{{0.9, 0.1}, {0.7, 0.3}, {0.7, 0.3}, {0.7, 0.3}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0, 0, 1, 1}, torch::kInt64);

  const double error = adaptive_calibration_error(predictive, labels, /*bins=*/2);

  // By hand: the three of 0.7 have mean rank 1, bin floor(2 * 1.5 / 4) = 0; 0.9 alone has bin 1.
  EXPECT_NEAR(error, (std::abs(1 - 2.1) + std::abs(1 - 0.9)) / 4, 1e-12);
}

TEST(ClasswiseCalibrationError, GivenThreeClassesWhenMeasuredThenEveryProbabilityCounts) {
  const CategoricalPredictive predictive{
      torch::tensor({{{0.7, 0.2, 0.1}, {0.1, 0.6, 0.3}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0, 2}, torch::kInt64);

  const double error = classwise_calibration_error(predictive, labels, /*bins=*/2);

  // By hand, bins (0, 0.5] and (0.5, 1]: class 0: |0 - 0.1| + |1 - 0.7|; class 1: |0 - 0.2| + |0 - 0.6|;
  // class 2, both in the first: |(0 - 0.1) + (1 - 0.3)|; over 2 images and 3 classes.
  EXPECT_NEAR(error, (0.4 + 0.8 + 0.6) / 2 / 3, 1e-12);
}

TEST(ClasswiseCalibrationError, GivenProbabilityZeroOfTheLabelWhenMeasuredThenItIsNotDropped) {
  const CategoricalPredictive predictive{torch::tensor({{{1.0, 0.0}}}, torch::kFloat64).log()};

  EXPECT_EQ(classwise_calibration_error(predictive, torch::tensor({1}, torch::kInt64)), 1.0);  // by hand
}

CategoricalPredictive of_top_probabilities(const torch::Tensor& top) {
  return CategoricalPredictive{torch::stack({top, 1 - top}, /*dim=*/1).unsqueeze(0).log()};
}

TEST(DebiasedCalibrationError, GivenOneBinWhenMeasuredThenNoiseIsTakenOff) {
  const auto predictive = of_top_probabilities(torch::tensor({0.9, 0.9, 0.9, 0.9}, torch::kFloat64));

  const double error =
      debiased_calibration_error(predictive, torch::tensor({0, 0, 1, 1}, torch::kInt64), /*bins=*/1);

  EXPECT_NEAR(error, std::sqrt(0.4 * 0.4 - 0.25 / 3), 1e-12);  // by hand
}

TEST(DebiasedCalibrationError, GivenGapsSmallerThanNoiseWhenMeasuredThenItIsZero) {
  const auto predictive = of_top_probabilities(torch::tensor({0.6, 0.6, 0.6, 0.6}, torch::kFloat64));

  EXPECT_EQ(debiased_calibration_error(predictive, torch::tensor({0, 0, 1, 1}, torch::kInt64), 1), 0.0);
}

TEST(DebiasedCalibrationError, GivenBinsOfOneImageWhenMeasuredThenTheyCountZero) {
  const auto predictive = of_top_probabilities(torch::tensor({0.6, 0.9}, torch::kFloat64));

  EXPECT_EQ(debiased_calibration_error(predictive, torch::tensor({0, 1}, torch::kInt64), 2), 0.0);
}

TEST(DebiasedCalibrationError,
     GivenAKnownErrorWhenMeasuredOftenThenItsSquareIsRightOnAverageAndTheBiasedIsNot) {
  // Confidence 0.8 everywhere, right with probability 0.7: the error is 0.1, whatever the bins. Confidences
  // differ by 1e-9 an example, so that 15 bins fill.
  constexpr int kSets = 400;
  constexpr std::int64_t kExamples = 300;
  torch::manual_seed(11);
  const auto top = 0.8 + 1e-9 * torch::arange(kExamples, torch::kFloat64);
  const auto predictive = of_top_probabilities(top);
  double squares = 0.0;
  double squares_of_squares = 0.0;
  double biased = 0.0;

  for (int set = 0; set < kSets; ++set) {
    const auto labels = torch::rand({kExamples}, torch::kFloat64).gt(0.7).to(torch::kInt64);
    const double square = std::pow(debiased_calibration_error(predictive, labels), 2);
    squares += square / kSets;
    squares_of_squares += square * square / kSets;
    biased += adaptive_calibration_error(predictive, labels) / kSets;
  }

  // Clipping at 0 raises the mean by less than its noise: the square's mean is 0.01, its deviation about
  // 0.006.
  const double standard_error = std::sqrt((squares_of_squares - squares * squares) / kSets);
  EXPECT_NEAR(squares, 0.01, 4 * standard_error);
  EXPECT_GT(biased, 0.11);  // 15 bins of 20: what noise adds to an L1 error
}

TEST(MaximumCalibrationError, GivenTwoBinsWhenMeasuredThenItIsTheLargerGapWhateverTheCounts) {
  const CategoricalPredictive predictive{
      torch::tensor({{{0.9, 0.1}, {0.9, 0.1}, {0.9, 0.1}, {0.4, 0.6}}}, torch::kFloat64).log()};
  const auto labels = torch::tensor({0, 0, 0, 0}, torch::kInt64);

  const double error = maximum_calibration_error(predictive, labels, /*bins=*/5);

  EXPECT_NEAR(error, 0.6, 1e-12);  // by hand: gaps 0.1 (three images) and 0.6 (one)
}

TEST(KernelCalibrationError, GivenTwoImagesWhenMeasuredThenItIsTheSumByHand) {
  const CategoricalPredictive predictive{torch::tensor({{{0.9, 0.1}, {0.7, 0.3}}}, torch::kFloat64).log()};

  const double error = kernel_calibration_error(predictive, torch::tensor({0, 1}, torch::kInt64));

  const double pair = 0.1 * -0.7 * std::exp(-0.2 / 0.4);
  EXPECT_NEAR(error, std::sqrt(0.01 + 0.49 + 2 * pair) / 2, 1e-12);
}

RC_GTEST_PROP(KernelCalibrationError, GivenAnyExamplesWhenMeasuredThenItIsTheSumOverAllPairs, ()) {
  const auto cases = *random_cases();
  const auto probabilities = cases.predictive.mean_probabilities();
  const auto confidence = probabilities.amax(/*dim=*/1);
  RC_PRE(probabilities.eq(confidence.unsqueeze(1)).sum(1).eq(1).all().item<bool>());  // one top class each
  const auto right = probabilities.gather(1, cases.labels.unsqueeze(1)).squeeze(1).eq(confidence);
  const auto gap = right.to(torch::kFloat64) - confidence;
  const auto kernel = confidence.unsqueeze(0).sub(confidence.unsqueeze(1)).abs().div(-0.4).exp();
  const double square = gap.matmul(kernel).matmul(gap).item<double>() / std::pow(cases.labels.size(0), 2);

  const double error = kernel_calibration_error(cases.predictive, cases.labels);

  RC_ASSERT(std::abs(error * error - square) <= 1e-14);
}

}  // namespace
}  // namespace bayes

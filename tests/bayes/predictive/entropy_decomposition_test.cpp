#include "bayes/predictive/entropy_decomposition.h"

#include <gtest/gtest.h>
// after gtest.h, which it extends
#include <rapidcheck/gtest.h>

#include <cmath>

#include "tests/bayes/metrics/random_predictive.h"

namespace bayes {
namespace {

constexpr double kRounding = 1e-12;

TEST(EntropyDecomposition, GivenDrawsThatContradictEachOtherWhenDecomposedThenAllIsMutualInformation) {
  const Predictive predictive{torch::tensor({{{1.0, 0.0}}, {{0.0, 1.0}}}, torch::kFloat64).log()};

  const auto entropies = entropy_decomposition(predictive);

  // By hand: the mean is (1/2, 1/2), each draw is certain; 0 log 0 = 0.
  EXPECT_NEAR(entropies.predictive_entropy.item<double>(), std::log(2.0), kRounding);
  EXPECT_EQ(entropies.expected_entropy.item<double>(), 0.0);
  EXPECT_NEAR(entropies.mutual_information.item<double>(), std::log(2.0), kRounding);
}

TEST(EntropyDecomposition, GivenDrawsThatAgreeWhenDecomposedThenAllIsExpectedEntropy) {
  const auto row = torch::tensor({0.25, 0.75}, torch::kFloat64).log();
  const Predictive predictive{row.expand({3, 2, 2})};

  const auto entropies = entropy_decomposition(predictive);

  const double by_hand = -0.25 * std::log(0.25) - 0.75 * std::log(0.75);
  EXPECT_NEAR(entropies.predictive_entropy[1].item<double>(), by_hand, kRounding);
  EXPECT_NEAR(entropies.expected_entropy[1].item<double>(), by_hand, kRounding);
  EXPECT_NEAR(entropies.mutual_information[1].item<double>(), 0.0, kRounding);
}

TEST(EntropyDecomposition, GivenOneFloat32DrawWhenDecomposedThenMutualInformationIsExactlyZero) {
  torch::manual_seed(4);
  const Predictive predictive{(torch::randn({1, 200, 10}) * 4).log_softmax(2)};

  const auto entropies = entropy_decomposition(predictive);

  EXPECT_EQ(entropies.mutual_information.abs().max().item<double>(), 0.0);
}

RC_GTEST_PROP(EntropyDecomposition, GivenAnyPredictiveWhenDecomposedThenPartsAddUpWithinTheirRanges, ()) {
  const auto cases = *random_cases();

  const auto [total, expected, information] = entropy_decomposition(cases.predictive);

  RC_ASSERT((expected + information - total).abs().max().template item<double>() < kRounding);
  RC_ASSERT(information.min().template item<double>() >= 0.0);
  RC_ASSERT(expected.min().template item<double>() >= 0.0);
  const double most = std::log(static_cast<double>(cases.predictive.classes()));
  RC_ASSERT(total.max().template item<double>() <= most + kRounding);
}

}  // namespace
}  // namespace bayes

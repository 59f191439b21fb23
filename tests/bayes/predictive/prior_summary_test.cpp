#include "bayes/predictive/prior_summary.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "bayes/core/error.h"

namespace bayes {
namespace {

// Three networks, two images, two classes; probabilities (0.8, 0.2), (0.2, 0.8) or (0.5, 0.5) but for
// rounding.
torch::Tensor three_networks() {
  const double sure = std::log(4.0);
  return torch::tensor({{{sure, 0.0}, {sure, 0.0}}, {{0.0, sure}, {sure, 0.0}}, {{0.0, sure}, {0.0, sure}}},
                       torch::kFloat64);
}

TEST(PriorSummary, GivenThreeNetworksWhenSummarisedThenFiguresAreThoseByHand) {
  const auto summary = prior_summary(three_networks());

  EXPECT_EQ(summary.draws, 3);
  EXPECT_EQ(summary.images, 2);
  EXPECT_EQ(summary.classes, 2);
  EXPECT_NEAR(summary.top_probability[2], 0.8, 1e-12);
  const double entropy = -(0.8 * std::log(0.8) + 0.2 * std::log(0.2));
  EXPECT_NEAR(summary.entropy[0], entropy, 1e-12);
  EXPECT_NEAR(summary.mean_entropy, entropy, 1e-12);
  // Averages over networks: (0.4, 0.6) for the first image, (0.6, 0.4) for the second.
  EXPECT_NEAR(summary.predictive_entropy, -(0.4 * std::log(0.4) + 0.6 * std::log(0.6)), 1e-12);
  EXPECT_EQ(summary.class_shares, (std::vector<double>{0.5, 0.5}));
  // One of three pairs agrees, for each image.
  EXPECT_NEAR(summary.agreement, 1.0 / 3.0, 1e-12);
  // The first and third network name one class only, the second both.
  EXPECT_NEAR(summary.largest_class, (1.0 + 0.5 + 1.0) / 3.0, 1e-12);
  EXPECT_NEAR(summary.logit_range[2], std::log(4.0), 1e-12);
  // Each logit is log 4 in one or two networks of three: variance log(4)^2 * 2 / 9.
  EXPECT_NEAR(summary.logit_sd, std::log(4.0) * std::sqrt(2.0) / 3.0, 1e-12);
}

TEST(PriorSummary, GivenNetworksWithoutOpinionWhenSummarisedThenTheyAreAsUnsureAsCanBe) {
  const auto summary = prior_summary(torch::zeros({4, 3, 10}));

  EXPECT_NEAR(summary.top_probability[4], 0.1, 1e-12);
  EXPECT_NEAR(summary.mean_entropy, std::log(10.0), 1e-12);
  EXPECT_NEAR(summary.predictive_entropy, std::log(10.0), 1e-12);
  EXPECT_EQ(summary.logit_sd, 0.0);
  EXPECT_EQ(summary.entropy_counts.back(), 12);  // entropy log C lies in the last bin
  EXPECT_EQ(std::accumulate(summary.top_probability_counts.begin(), summary.top_probability_counts.end(), 0),
            12);
}

TEST(PriorSummary, GivenLogitsFarApartWhenSummarisedThenAProbabilityOfZeroAddsNothing) {
  const auto summary = prior_summary(torch::tensor({{{1e6, 0.0, -1e6}}}, torch::kFloat64));

  EXPECT_EQ(summary.entropy[2], 0.0);
  EXPECT_EQ(summary.top_probability[2], 1.0);
  EXPECT_EQ(summary.top_probability_counts.back(), 1);
  EXPECT_TRUE(std::isnan(summary.agreement));  // one network has no pair
}

TEST(PriorSummary, GivenNothingOrNoNumbersWhenSummarisedThenErrorIsThrown) {
  EXPECT_THROW(prior_summary(torch::zeros({0, 1, 2})), Error);
  EXPECT_THROW(prior_summary(torch::zeros({2, 2})), Error);
  EXPECT_THROW(prior_summary(torch::full({1, 1, 2}, NAN)), Error);
  EXPECT_THROW(prior_summary(torch::full({1, 1, 2}, INFINITY)), Error);
}

}  // namespace
}  // namespace bayes

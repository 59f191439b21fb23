#include "bayes/predictive/entropy_decomposition.h"

#include <gtest/gtest.h>
// after gtest.h, which it extends
#include <rapidcheck/gtest.h>

#include <boost/math/special_functions/digamma.hpp>
#include <cmath>
#include <random>
#include <vector>

#include "tests/bayes/metrics/random_predictive.h"

namespace bayes {
namespace {

constexpr double kRounding = 1e-12;

TEST(EntropyDecomposition, GivenDrawsThatContradictEachOtherWhenDecomposedThenAllIsMutualInformation) {
  const CategoricalPredictive predictive{torch::tensor({{{1.0, 0.0}}, {{0.0, 1.0}}}, torch::kFloat64).log()};

  const auto entropies = entropy_decomposition(predictive);

  // By hand: the mean is (1/2, 1/2), each draw is certain; 0 log 0 = 0.
  EXPECT_NEAR(entropies.predictive_entropy.item<double>(), std::log(2.0), kRounding);
  EXPECT_EQ(entropies.expected_entropy.item<double>(), 0.0);
  EXPECT_NEAR(entropies.mutual_information.item<double>(), std::log(2.0), kRounding);
}

TEST(EntropyDecomposition, GivenDrawsThatAgreeWhenDecomposedThenAllIsExpectedEntropy) {
  const auto row = torch::tensor({0.25, 0.75}, torch::kFloat64).log();
  const CategoricalPredictive predictive{row.expand({3, 2, 2})};

  const auto entropies = entropy_decomposition(predictive);

  const double by_hand = -0.25 * std::log(0.25) - 0.75 * std::log(0.75);
  EXPECT_NEAR(entropies.predictive_entropy[1].item<double>(), by_hand, kRounding);
  EXPECT_NEAR(entropies.expected_entropy[1].item<double>(), by_hand, kRounding);
  EXPECT_NEAR(entropies.mutual_information[1].item<double>(), 0.0, kRounding);
}

TEST(EntropyDecomposition, GivenOneFloat32DrawWhenDecomposedThenMutualInformationIsExactlyZero) {
  torch::manual_seed(4);
  const CategoricalPredictive predictive{(torch::randn({1, 200, 10}) * 4).log_softmax(2)};

  const auto entropies = entropy_decomposition(predictive);

  EXPECT_EQ(entropies.mutual_information.abs().max().item<double>(), 0.0);
}

RC_GTEST_PROP(EntropyDecomposition, GivenAnyPredictiveWhenDecomposedThenPartsAddUpWithinTheirRanges, ()) {
  const auto cases = *random_cases();

  const auto found = entropy_decomposition(cases.predictive);
  const auto &total = found.predictive_entropy, &expected = found.expected_entropy,
             &information = found.mutual_information;

  RC_ASSERT((expected + information - total).abs().max().item<double>() < kRounding);
  RC_ASSERT(information.min().item<double>() >= 0.0);
  RC_ASSERT(expected.min().item<double>() >= 0.0);
  const double most = std::log(static_cast<double>(cases.predictive.classes()));
  RC_ASSERT(total.max().item<double>() <= most + kRounding);
}

/// Probabilities of S draws for N images from a Dirichlet distribution, by the standard's own generator.
CategoricalPredictive dirichlet_draws(const std::vector<double>& concentration, std::int64_t draws,
                                      std::int64_t images) {
  std::mt19937_64 generator(11);
  const auto classes = static_cast<std::int64_t>(concentration.size());
  auto gammas = torch::empty({draws, images, classes}, torch::kFloat64);
  double* next = gammas.data_ptr<double>();
  for (std::int64_t row = 0; row < draws * images; ++row) {
    for (const double of_class : concentration)
      *next++ = std::gamma_distribution<double>(of_class)(generator);
  }
  return CategoricalPredictive{(gammas / gammas.sum(/*dim=*/2, /*keepdim=*/true)).log()};
}

// Mutual information grew with the number of draws: ensembles of 5 and 32 draws did not compare.
TEST(EntropyDecomposition, GivenDirichletDrawsWhenCorrectedThenFewDrawsSayWhatInfinitelyManyWould) {
  const std::vector<double> concentration{0.8, 2.0, 4.0};
  constexpr std::int64_t kImages = 20000;
  // Closed form: H[a / a0] less the expected entropy psi(a0 + 1) - sum of a / a0 psi(a + 1).
  using boost::math::digamma;
  double all = 0.0, exact = 0.0;
  for (const double of_class : concentration) all += of_class;
  for (const double of_class : concentration) {
    exact += of_class / all * (digamma(of_class + 1.0) - digamma(all + 1.0) - std::log(of_class / all));
  }

  for (const std::int64_t draws : {5, 8, 32}) {
    const auto entropies = entropy_decomposition(dirichlet_draws(concentration, draws, kImages));
    const auto& corrected = entropies.mutual_information_corrected;
    const double error = corrected.std().item<double>() / std::sqrt(static_cast<double>(kImages));

    // 3 standard errors of the mean over images, and a bias of order 1 / S^2.
    EXPECT_NEAR(corrected.mean().item<double>(), exact,
                3.0 * error + 0.2 * exact / static_cast<double>(draws * draws))
        << draws << " draws";
    // Without correction S draws lack a share of 1 / S of it, within a tenth.
    EXPECT_NEAR(entropies.mutual_information.mean().item<double>() / exact,
                1.0 - 1.0 / static_cast<double>(draws),
                0.1 / static_cast<double>(draws) + 3.0 * error / exact)
        << draws << " draws";
  }
}

TEST(EntropyDecomposition, GivenTwoDrawsWhenCorrectedThenItIsThatByHand) {
  const CategoricalPredictive predictive{torch::tensor({{{0.5, 0.5}}, {{1.0, 0.0}}}, torch::kFloat64).log()};

  const auto entropies = entropy_decomposition(predictive);

  // Each draw is the mean without the other: 2 H[mean] - (log 2 + 0) / 2 - (log 2 + 0) / 2.
  const double of_mean = -0.75 * std::log(0.75) - 0.25 * std::log(0.25);
  EXPECT_NEAR(entropies.mutual_information_corrected.item<double>(), 2.0 * of_mean - std::log(2.0),
              kRounding);
}

TEST(EntropyDecomposition, GivenOneDrawWhenCorrectedThenThereIsNoInformation) {
  const CategoricalPredictive predictive{torch::tensor({{{0.3, 0.7}}}, torch::kFloat64).log()};

  EXPECT_EQ(entropy_decomposition(predictive).mutual_information_corrected.item<double>(), 0.0);
}

}  // namespace
}  // namespace bayes

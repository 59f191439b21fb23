#include "bayes/kernels/update/variational_update.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/kernels/update/variational_update_paths.h"

namespace bayes::kernels {
namespace {

constexpr float kUntouched = 77.0f;
constexpr double kSigmaError = 4e-7;  // promised by the header
constexpr float kInfinity = std::numeric_limits<float>::infinity();

double softplus(double rho) { return std::max(rho, 0.0) + std::log1p(std::exp(-std::abs(rho))); }

/// [count + 1]; the last is a canary.
std::vector<float> random_values(std::size_t count, float mean, float sd, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(mean, sd);
  std::vector<float> values(count + 1, kUntouched);
  std::generate_n(values.begin(), count, [&] { return normal(random); });
  return values;
}

class VariationalUpdate : public testing::TestWithParam<InstructionSet> {
 protected:
  const VariationalUpdatePath& path = path_for<VariationalUpdatePath>(GetParam());
};

TEST_P(VariationalUpdate, GivenRhoFromMinus80To80WhenDrawnThenSigmaIsSoftplusOfLibm) {
  std::vector<float> rho;
  for (int i = -800'000; i <= 800'000; ++i) rho.push_back(static_cast<float>(i) * 1e-4f);
  const std::vector<float> one(rho.size(), 1.0f);
  std::vector<float> sigma(rho.size());

  path.draw_perturbations(rho.data(), one.data(), static_cast<std::int64_t>(rho.size()), sigma.data());

  double worst = 0.0;
  for (std::size_t i = 0; i < rho.size(); ++i)
    worst = std::max(worst, std::abs(sigma[i] / softplus(rho[i]) - 1));
  EXPECT_LT(worst, kSigmaError);
}

TEST_P(VariationalUpdate, GivenExtremeRhoWhenDrawnThenSigmaIsZeroRhoOrNan) {
  const std::vector<float> rho{-kInfinity, -1e30f, -88.0f, -87.0f, 21.5f, 1e30f, kInfinity, std::nanf("")};
  const std::vector<float> one(8, 1.0f);
  std::vector<float> sigma(8);

  path.draw_perturbations(rho.data(), one.data(), 8, sigma.data());

  for (const std::size_t i : {0, 1, 2}) EXPECT_EQ(sigma[i], 0.0f) << rho[i];
  EXPECT_NEAR(sigma[3] / std::exp(-87.0), 1.0, kSigmaError);
  for (const std::size_t i : {4, 5, 6}) EXPECT_EQ(sigma[i], rho[i]);
  EXPECT_TRUE(std::isnan(sigma[7]));
}

TEST_P(VariationalUpdate, GivenAnyCountWhenRunThenValuesAreThoseOfDoublePrecisionAndNothingIsWrittenBehind) {
  for (const std::size_t count : {0, 1, 3, 15, 16, 17, 1000, 2500}) {
    const auto mu = random_values(count, 0, 1, 1), rho = random_values(count, -3, 3, 2);
    const auto noise = random_values(count, 0, 1, 3);
    std::vector<float> weight(count + 1, kUntouched), perturbation = weight, variance = weight;
    const auto n = static_cast<std::int64_t>(count);

    path.draw_weights(mu.data(), rho.data(), noise.data(), n, weight.data());
    path.draw_perturbations(rho.data(), noise.data(), n, perturbation.data());
    path.variances(rho.data(), n, variance.data());

    for (std::size_t i = 0; i < count; ++i) {
      const double sigma = softplus(rho[i]), moved = sigma * noise[i];
      ASSERT_NEAR(weight[i], mu[i] + moved, 6e-7 * (std::abs(mu[i]) + std::abs(moved)));  // and two roundings
      ASSERT_NEAR(perturbation[i], moved, 6e-7 * std::abs(moved));
      ASSERT_NEAR(variance[i], sigma * sigma, 1e-6 * sigma * sigma);
    }
    EXPECT_EQ(weight[count], kUntouched);
    EXPECT_EQ(perturbation[count], kUntouched);
    EXPECT_EQ(variance[count], kUntouched);
  }
}

TEST_P(VariationalUpdate, GivenGradientsWhenTheKlsIsAddedThenItIsTheDifferenceQuotientOfTheKl) {
  const GaussianKl kl{/*factor=*/0.01f, /*mean=*/0.3f, /*precision=*/4.0f};
  const auto kl_of = [&](double mu, double rho) {
    const double sigma = softplus(rho);
    return -std::log(sigma) + 0.5 * kl.precision * (sigma * sigma + (mu - kl.mean) * (mu - kl.mean));
  };
  for (const std::size_t count : {1, 3, 15, 16, 17, 1000, 2500}) {
    const auto mu = random_values(count, 0, 1, 1), rho = random_values(count, -2, 3, 2);
    const auto before_mu = random_values(count, 0, 1, 3), before_log_sigma = random_values(count, 0, 1, 4);
    auto to_mu = before_mu, to_rho = before_log_sigma;

    path.add_gaussian_kl_gradient(kl, mu.data(), rho.data(), static_cast<std::int64_t>(count), to_mu.data(),
                                  to_rho.data());

    for (std::size_t i = 0; i < count; ++i) {
      constexpr double kStep = 1e-5;
      const double m = mu[i], r = rho[i], sigmoid = 1.0 / (1.0 + std::exp(-r));
      const double by_mu = (kl_of(m + kStep, r) - kl_of(m - kStep, r)) / (2 * kStep);
      const double by_rho = (kl_of(m, r + kStep) - kl_of(m, r - kStep)) / (2 * kStep);
      // Single precision of terms up to about 1, and 1e-10 of the quotient.
      ASSERT_NEAR(to_mu[i], before_mu[i] + kl.factor * by_mu, 1e-6 * (1 + std::abs(to_mu[i])));
      ASSERT_NEAR(to_rho[i], before_log_sigma[i] * sigmoid / softplus(r) + kl.factor * by_rho,
                  1e-6 * (1 + std::abs(to_rho[i])));
    }
    EXPECT_EQ(to_mu[count], kUntouched);
    EXPECT_EQ(to_rho[count], kUntouched);
  }
}

TEST_P(VariationalUpdate, GivenDrawsWhenTheirGradientsAreAddedThenTheyAreThoseOfLogSigma) {
  for (const std::size_t count : {1, 16, 17, 1000}) {
    const auto mu = random_values(count, 0, 1, 1), rho = random_values(count, -3, 1, 2);
    const auto noise = random_values(count, 0, 1, 3), gradient = random_values(count, 0, 1, 4);
    std::vector<float> weight(count), perturbation(count), by_weight(count + 1, kUntouched);
    const auto n = static_cast<std::int64_t>(count);
    path.draw_weights(mu.data(), rho.data(), noise.data(), n, weight.data());
    path.draw_perturbations(rho.data(), noise.data(), n, perturbation.data());
    std::fill_n(by_weight.begin(), count, 0.5f);
    auto by_perturbation = by_weight;

    path.add_log_sigma_gradient(gradient.data(), weight.data(), mu.data(), n, by_weight.data());
    path.add_log_sigma_gradient(gradient.data(), perturbation.data(), nullptr, n, by_perturbation.data());

    for (std::size_t i = 0; i < count; ++i) {
      const double expected = 0.5 + gradient[i] * softplus(rho[i]) * noise[i];
      const double rounding = std::abs(gradient[i]) * (std::abs(mu[i]) + std::abs(weight[i])) + 1.0;
      ASSERT_NEAR(by_weight[i], expected, 6e-7 * (rounding + std::abs(expected)));
      ASSERT_NEAR(by_perturbation[i], expected, 6e-7 * (1.0 + 2.0 * std::abs(expected)));
    }
    EXPECT_EQ(by_weight[count], kUntouched);
    EXPECT_EQ(by_perturbation[count], kUntouched);
  }
}

TEST_P(VariationalUpdate, GivenMeansAtMost335SigmaWhenDrawnThenWeightsTellTheNoiseAndElseItIsNotPromised) {
  constexpr std::int64_t kCount = 1003;
  auto mu = random_values(kCount, 0, 0.1f, 1), rho = random_values(kCount, -6, 0.2f, 2);
  const auto noise = random_values(kCount, 0, 1, 3);
  std::vector<float> weight(kCount);
  mu[500] = -330.0f * static_cast<float>(softplus(*std::min_element(rho.begin(), rho.end())));

  EXPECT_TRUE(path.tells_noise(mu.data(), rho.data(), kCount));
  path.draw_weights(mu.data(), rho.data(), noise.data(), kCount, weight.data());

  for (std::int64_t i = 0; i < kCount; ++i) {
    ASSERT_NEAR((weight[i] - mu[i]) / softplus(rho[i]), noise[i], 2.2e-5);  // 2e-5, and what noise rounds
  }
  mu[500] *= 1.1f;
  EXPECT_FALSE(path.tells_noise(mu.data(), rho.data(), kCount));
  mu[500] = std::nanf("");
  EXPECT_FALSE(path.tells_noise(mu.data(), rho.data(), kCount));
  EXPECT_TRUE(path.tells_noise(mu.data(), rho.data(), 0));
}

TEST_P(VariationalUpdate, GivenRhoOfAnySignWhenAskedWhatWeightsTellThenTheSmallestSigmaDecides) {
  const float rho[3] = {5.0f, -2.0f, 0.5f}, sigma = static_cast<float>(softplus(-2.0));  // by hand
  const float below[3] = {0.0f, 334.0f * sigma, 1.0f}, above[3] = {336.0f * sigma, 0.0f, 1.0f};
  const float of_pruned[1] = {0.0f}, pruned[1] = {-kInfinity};

  EXPECT_TRUE(path.tells_noise(below, rho, 3));
  EXPECT_FALSE(path.tells_noise(above, rho, 3));
  EXPECT_TRUE(path.tells_noise(of_pruned, pruned, 1));
}

TEST_P(VariationalUpdate, GivenPrecisionZeroAndTinySigmaWhenTheKlsIsAddedThenTheEntropyIsLeft) {
  const float mu[2] = {1.0f, 1.0f}, rho[2] = {-80.0f, 30.0f};
  float to_mu[2] = {0.5f, 0.5f}, to_rho[2] = {0.0f, 0.0f};

  path.add_gaussian_kl_gradient({2.0f, 0.0f, 0.0f}, mu, rho, 2, to_mu, to_rho);

  EXPECT_EQ(to_mu[0], 0.5f);
  EXPECT_NEAR(to_rho[0], -2.0, 1e-6);         // d log(sigma) / d rho = sigmoid / sigma is 1 there
  EXPECT_NEAR(to_rho[1], -2.0 / 30.0, 1e-7);  // and 1 / rho here
}

TEST_P(VariationalUpdate, GivenAPrunedWeightAndNanWhenTheKlsIsAddedThenTheOneGivesZeroAndTheOtherNan) {
  const float mu[2] = {0.0f, 0.0f}, rho[2] = {-kInfinity, std::nanf("")};
  float to_mu[2] = {3.0f, 3.0f}, to_rho[2] = {-5.0f, -5.0f};

  path.add_gaussian_kl_gradient({1.0f, 0.5f, 1.0f}, mu, rho, 2, to_mu, to_rho);

  EXPECT_EQ(to_mu[0], 0.0f);
  EXPECT_EQ(to_rho[0], 0.0f);
  EXPECT_TRUE(std::isnan(to_rho[1]));
}

TEST_P(VariationalUpdate, GivenTheSameInputWhenRunThenTheBitsAreThoseOfThePortablePath) {
  constexpr std::int64_t kCount = 5003;
  const auto mu = random_values(kCount, 0, 1, 1), rho = random_values(kCount, -5, 20, 2);
  const auto run = [&](const VariationalUpdatePath& any) {
    std::vector<float> out = random_values(3 * kCount, 0, 1, 3);
    any.draw_weights(mu.data(), rho.data(), out.data(), kCount, out.data());
    any.add_gaussian_kl_gradient({0.1f, 0, 3}, mu.data(), rho.data(), kCount, &out[kCount], &out[2 * kCount]);
    return out;
  };

  const auto values = run(path), expected = run(path_for<VariationalUpdatePath>(InstructionSet::kPortable));

  EXPECT_EQ(std::memcmp(values.data(), expected.data(), values.size() * sizeof(float)), 0);
}

TEST_P(VariationalUpdate, GivenVariancesWhenOutputsArePerturbedThenValueAndSlopeAreThoseByHand) {
  const std::vector<float> mean(4, 1.0f), variance{4.0f, 0.25f, 0.0f, 1e-20f}, noise{1.0f, -2.0f, 3.0f, 1.0f};
  std::vector<float> output(5, kUntouched), slope(4), without_slope{output};

  path.perturb_outputs(mean.data(), variance.data(), 1e-16f, noise.data(), 4, output.data(), slope.data());
  path.perturb_outputs(mean.data(), variance.data(), 1e-16f, noise.data(), 4, without_slope.data(), nullptr);

  // by hand: 1 + sqrt(v) * noise, and noise / (2 sqrt(v)); the last two count as certain
  const std::vector<float> expected{3.0f, 0.0f, 1.0f + 3e-8f, 1.0f + 1e-8f, kUntouched};
  for (int i = 0; i < 5; ++i) EXPECT_FLOAT_EQ(output[i], expected[i]);
  EXPECT_EQ(without_slope, output);
  EXPECT_EQ(slope, (std::vector<float>{0.25f, -2.0f, 0.0f, 0.0f}));
}

TEST_P(VariationalUpdate, GivenVariancesWhenComparedThenFactorsBeyond65536AndWhatIsNotFiniteAreFound) {
  const std::vector<float> variances(9999, 3.0f);
  EXPECT_TRUE(path.are_alike(variances.data(), 9999));
  EXPECT_TRUE(path.are_alike(variances.data(), 0));

  const float factor = 65536.0f, infinity = std::numeric_limits<float>::infinity();
  for (const std::size_t place : {0, 5000, 9998}) {
    auto some = variances;
    for (const float alike : {3.0f * factor, 3.0f / factor, 1.0f}) {
      some[place] = alike;
      EXPECT_TRUE(path.are_alike(some.data(), 9999)) << place << ", " << alike;
    }
    for (const float other : {3.001f * factor, 2.999f / factor, 0.0f, infinity, std::nanf("")}) {
      some[place] = other;
      EXPECT_FALSE(path.are_alike(some.data(), 9999)) << place << ", " << other;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(InstructionSets, VariationalUpdate, testing::ValuesIn(supported_instruction_sets()),
                         [](const auto& set) { return name(set.param); });

TEST(VariationalUpdateErrors, GivenANegativeCountWhenCalledThenItIsRefused) {
  EXPECT_THROW(draw_weights(nullptr, nullptr, nullptr, -1, nullptr), Error);
}

}  // namespace
}  // namespace bayes::kernels

#include "bayes/priors/horseshoe.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <limits>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/methods/bayes_by_backprop.h"
#include "bayes/methods/map.h"
#include "tests/support/small_training.h"

namespace bayes {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

double integral(const std::function<double(double)>& f, double low, double high) {
  return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(f, low, high, 15, 1e-11);
}

double inverse_of_softplus(double value) { return std::log(std::expm1(value)); }

// log density of u = log of a half-Cauchy variable with this scale.
double log_density_of_log(double u, double scale) {
  const double x = std::exp(u);
  return std::log(2.0 / (M_PI * scale * (1.0 + x * x / (scale * scale)))) + u;
}

// For two weights, in float64, with scales away from where they start.
std::shared_ptr<HorseshoePriorImpl> fitted_prior() {
  const auto prior = std::dynamic_pointer_cast<HorseshoePriorImpl>(
      HorseshoePrior(HorseshoePriorOptions{0.2})->copy_for({2}));
  prior->to(torch::kFloat64);
  torch::NoGradGuard no_grad;
  prior->local_mean.copy_(torch::tensor({0.4, -1.1}, torch::kFloat64));
  prior->local_rho.copy_(
      torch::tensor({inverse_of_softplus(0.3), inverse_of_softplus(0.7)}, torch::kFloat64));
  prior->global_mean.fill_(-1.3);
  prior->global_rho.fill_(inverse_of_softplus(0.2));
  return prior;
}

// log density of a normal variable.
double log_gaussian(double value, double mean, double sd) {
  return -0.5 * std::pow((value - mean) / sd, 2) - std::log(sd) - 0.5 * std::log(2.0 * M_PI);
}

TEST(HorseshoePrior, GivenWeightsAndScalesWhenComparedThenKlIsTheMeanOfLogRatiosOfDraws) {
  const auto prior = fitted_prior();
  const double mean[] = {0.1, -0.02}, sd[] = {0.05, 0.1};
  const double m[] = {0.4, -1.1}, s[] = {0.3, 0.7};
  constexpr std::int64_t kCount = 100000;
  const Draw draw({2, Stream::kPrior, 0, 0});
  const auto noise = torch::empty({kCount, 5}, torch::kFloat64)
                         .copy_(Draw::current()->weight_normal(nullptr, {kCount, 5}, torch::kFloat64));
  const auto z = noise.accessor<double, 2>();
  std::vector<double> ratios(kCount);

  for (std::int64_t n = 0; n < kCount; ++n) {
    const double log_tau = -1.3 + 0.2 * z[n][4];
    double ratio = log_gaussian(log_tau, -1.3, 0.2) - log_density_of_log(log_tau, 0.2);
    for (int i = 0; i < 2; ++i) {
      const double weight = mean[i] + sd[i] * z[n][i], u = m[i] + s[i] * z[n][2 + i];
      ratio += log_gaussian(weight, mean[i], sd[i]) - log_gaussian(weight, 0.0, std::exp(u + log_tau));
      ratio += log_gaussian(u, m[i], s[i]) - log_density_of_log(u, 1.0);
    }
    ratios[n] = ratio;
  }

  const auto kl = prior->kl_from_gaussian(torch::tensor({0.1, -0.02}, torch::kFloat64),
                                          torch::tensor({0.05, 0.1}, torch::kFloat64));
  const auto all = torch::tensor(ratios, torch::kFloat64);
  const double standard_error = all.std().item<double>() / std::sqrt(static_cast<double>(kCount));
  ASSERT_TRUE(kl.has_value());
  EXPECT_NEAR(kl->item<double>(), all.mean().item<double>(), 5 * standard_error);
  EXPECT_LT(standard_error, 0.05);
}

TEST(HorseshoePrior, GivenLogScalesWhenComparedThenTheirPartOfTheKlIsThatOfQuadrature) {
  const auto prior = fitted_prior();
  const auto kl_of = [](double mean, double sd, double scale) {
    return integral(
        [&](double u) {
          const double log_q = log_gaussian(u, mean, sd);
          return std::exp(log_q) * (log_q - log_density_of_log(u, scale));
        },
        mean - 10 * sd, mean + 10 * sd);
  };
  // Of the weights given the scales, by hand: E lambda^-2 = exp(-2 m + 2 s^2), as a log-normal has it.
  const double tau = std::exp(2.6 + 2 * 0.04);
  const double of_weights = 0.5 * tau * (0.0125 * std::exp(-0.8 + 0.18) + 0.0104 * std::exp(2.2 + 0.98)) +
                            (0.4 - 1.1 - 2.6) - std::log(0.05) - std::log(0.1) - 1.0;

  const double kl = prior
                        ->kl_from_gaussian(torch::tensor({0.1, -0.02}, torch::kFloat64),
                                           torch::tensor({0.05, 0.1}, torch::kFloat64))
                        ->item<double>();

  EXPECT_NEAR(kl, of_weights + kl_of(0.4, 0.3, 1.0) + kl_of(-1.1, 0.7, 1.0) + kl_of(-1.3, 0.2, 0.2), 1e-5);
}

TEST(HorseshoePrior, GivenSingleWeightsWhenDrawnThenTheyFollowTheProductOfItsParts) {
  const HorseshoePrior prior(HorseshoePriorOptions{0.3});
  constexpr int kCount = 4000;
  std::vector<double> sizes;
  for (std::uint32_t s = 0; s < kCount; ++s) {  // one weight a tensor: the weights of a tensor share a scale
    const Draw draw({2, Stream::kPrior, 0, s});
    sizes.push_back(std::abs(prior->draw({1}, torch::kFloat64).item<double>()));
  }
  std::sort(sizes.begin(), sizes.end());

  // The log of a product of two standard half-Cauchy variables has density 2 t / (pi^2 sinh t); given it, |w|
  // is half-normal.
  const auto share_below = [](double x) {
    return integral(
        [x](double t) {
          const double ratio = std::abs(t) < 1e-6 ? 1.0 : t / std::sinh(t);
          return 2.0 / (M_PI * M_PI) * ratio * std::erf(x / 0.3 * std::exp(-t) / std::sqrt(2.0));
        },
        -40.0, 40.0);
  };
  EXPECT_NEAR(share_below(kInfinity), 1.0, 1e-9);
  double largest = 0.0;
  for (int i = 100; i < kCount; i += 100) {
    largest = std::max(largest, std::abs(share_below(sizes[i]) - (i + 0.5) / kCount));
  }
  EXPECT_LT(largest, 1.95 / std::sqrt(static_cast<double>(kCount)));  // Kolmogorov-Smirnov, 99.9 %
}

TEST(HorseshoePrior, GivenBayesByBackpropWhenTrainedThenScalesAreLearntSavedAndLoaded) {
  ThreadPool pool(1);
  support::Recorder recorder;
  auto problem = support::small_problem();
  problem.prior = HorseshoePrior().ptr();
  const auto method = bayes_by_backprop({}, problem);
  const State before = method->save();

  ASSERT_TRUE(method->fit(support::small_training(pool, recorder)));

  const State after = method->save();
  std::size_t scales = 0;
  for (const auto& [name, tensor] : after) {
    if (name.find("prior.local_mean") == std::string::npos) continue;
    ++scales;
    EXPECT_FALSE(torch::equal(tensor, before.at(name))) << name;
  }
  EXPECT_EQ(scales, 4u);  // weight and bias of two layers
  const auto loaded = bayes_by_backprop({}, problem);
  loaded->load(after);
  EXPECT_TRUE(support::same_bits(loaded->save(), after));
  EXPECT_EQ(loaded->weight_moments()[0].kl, method->weight_moments()[0].kl);
}

TEST(HorseshoePrior, GivenAMethodWithPointsWhenMadeThenItIsRefusedBeforeTraining) {
  auto problem = support::small_problem();
  problem.prior = HorseshoePrior().ptr();

  EXPECT_THROW(map({}, problem), Error);
}

TEST(HorseshoePrior, GivenWeightsOfOtherSizesOrABadScaleWhenUsedThenErrorIsThrown) {
  EXPECT_THROW(HorseshoePrior()->kl_from_gaussian(torch::zeros({2}), torch::ones({2})), Error);
  EXPECT_THROW(fitted_prior()->kl_from_gaussian(torch::zeros({3}), torch::ones({3})), Error);
  for (const double scale : {0.0, -1.0, double{NAN}, kInfinity}) {
    EXPECT_THROW(HorseshoePrior(HorseshoePriorOptions{scale}), Error) << scale;
  }
}

}  // namespace
}  // namespace bayes

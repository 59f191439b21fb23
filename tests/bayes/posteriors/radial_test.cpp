#include "bayes/posteriors/radial.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <limits>

#include "bayes/core/draw.h"
#include "bayes/posteriors/mean_field_gaussian.h"
#include "bayes/priors/gaussian.h"
#include "bayes/priors/laplace.h"

namespace bayes {
namespace {

RadialPosterior posterior_of(std::int64_t count, double sd, const std::shared_ptr<const Prior>& prior) {
  RadialPosterior posterior(std::vector<std::int64_t>{count}, sd, prior);
  posterior->to(torch::kFloat64);
  torch::NoGradGuard no_grad;
  posterior->mu.copy_(torch::linspace(-0.2, 0.3, count, torch::kFloat64));
  posterior->rho.copy_(torch::linspace(-2.0, -1.0, count, torch::kFloat64));
  return posterior;
}

// Distance from the mean in units of sigma, which is sd sqrt(n).
double distance(const RadialPosterior& posterior, const torch::Tensor& weight) {
  const double n = static_cast<double>(posterior->mu.numel());
  return ((weight - posterior->mu) / posterior->sd()).norm().item<double>() / std::sqrt(n);
}

// Surface of the unit sphere, from a table.
double surface(std::int64_t n) {
  switch (n) {
    case 1:
      return 2.0;
    case 2:
      return 2.0 * M_PI;
    case 3:
      return 4.0 * M_PI;
    case 10:
      return std::pow(M_PI, 5) / 12.0;
  }
  return NAN;
}

// log density of the weight at this distance: half-normal in distance, even over the sphere around the mean.
double log_density_at(double distance, const RadialPosterior& posterior) {
  const auto n = posterior->mu.numel();
  const double log_sigma =
      posterior->sd().log().sum().item<double>() + 0.5 * static_cast<double>(n) * std::log(n);
  const double log_half_normal = std::log(2.0) - 0.5 * std::log(2.0 * M_PI) - 0.5 * distance * distance;
  return log_half_normal - std::log(surface(n)) - static_cast<double>(n - 1) * std::log(distance) - log_sigma;
}

TEST(RadialPosterior, GivenManyDrawsWhenCountedThenTheDistanceIsHalfNormalWhateverTheDimension) {
  for (const std::int64_t count : {1, 3, 1000}) {
    const auto posterior = posterior_of(count, 0.1, GaussianPrior().ptr());
    const torch::NoGradGuard no_grad;
    constexpr int kSamples = 4000;
    std::vector<double> distances;
    for (std::uint32_t s = 0; s < kSamples; ++s) {
      const Draw draw({1, Stream::kPrediction, 0, s});
      distances.push_back(distance(posterior, posterior->draw()));
    }
    std::sort(distances.begin(), distances.end());

    double largest = 0.0;
    for (int i = 0; i < kSamples; ++i) {
      const double below = std::erf(distances[i] / std::sqrt(2.0));
      largest = std::max(largest, std::abs(below - (i + 0.5) / kSamples));
    }
    EXPECT_LT(largest, 1.95 / std::sqrt(static_cast<double>(kSamples)))
        << count;  // Kolmogorov-Smirnov, 99.9 %
  }
}

TEST(RadialPosterior, GivenFewDimensionsWhenAskedThenTheEntropyIsThatOfQuadrature) {
  for (const std::int64_t n : {1, 2, 3, 10}) {
    const auto posterior = posterior_of(n, 0.1, GaussianPrior().ptr());
    const auto integrand = [&](double r) {
      const double half_normal = 2.0 / std::sqrt(2.0 * M_PI) * std::exp(-0.5 * r * r);
      return r == 0.0 ? 0.0 : -half_normal * log_density_at(r, posterior);
    };
    const double expected =
        boost::math::quadrature::gauss_kronrod<double, 61>::integrate(integrand, 0.0, 1e-3, 15) +
        boost::math::quadrature::gauss_kronrod<double, 61>::integrate(integrand, 1e-3, 12.0, 15);

    EXPECT_NEAR(posterior->entropy().item<double>(), expected, 1e-5) << n;
  }
}

TEST(RadialPosterior, GivenOneWeightWhenComparedThenItIsTheGaussian) {
  const auto radial = posterior_of(1, 0.1, GaussianPrior().ptr());
  MeanFieldGaussian gaussian(std::vector<std::int64_t>{1}, 0.1, GaussianPrior().ptr());
  gaussian->to(torch::kFloat64);
  torch::NoGradGuard no_grad;
  gaussian->mu.copy_(radial->mu);
  gaussian->rho.copy_(radial->rho);

  EXPECT_NEAR(radial->kl().item<double>(), gaussian->kl().item<double>(), 1e-10);
}

TEST(RadialPosterior, GivenPrunedWeightsWhenComparedThenItIsTheRadialPosteriorOfTheOthers) {
  const auto prior = GaussianPrior(GaussianPriorOptions{0.1, 0.4}).ptr();
  auto pruned = posterior_of(7, 0.1, prior);
  const auto small = posterior_of(3, 0.1, prior);
  const torch::NoGradGuard no_grad;
  const auto kept = torch::tensor({0, 2, 6});
  small->mu.copy_(pruned->mu.index_select(0, kept));
  small->rho.copy_(pruned->rho.index_select(0, kept));

  pruned->prune(torch::ones({7}, torch::kBool).index_fill_(0, kept, 0));

  EXPECT_NEAR(pruned->kl().item<double>(), small->kl().item<double>(), 1e-12);
  EXPECT_NEAR(pruned->entropy().item<double>(), small->entropy().item<double>(), 1e-12);
}

TEST(RadialPosterior, GivenDrawsWhenLogRatiosAreAveragedThenTheyGiveTheKl) {
  for (const bool quadratic : {true, false}) {
    const std::shared_ptr<Prior> prior =
        quadratic ? GaussianPrior(GaussianPriorOptions{0.1, 0.4}).ptr()
                  : std::static_pointer_cast<Prior>(LaplacePrior(LaplacePriorOptions{0.0, 0.3}).ptr());
    const auto posterior = posterior_of(3, 0.1, prior);
    const torch::NoGradGuard no_grad;
    constexpr int kSamples = 20000;
    std::vector<double> ratios, estimates;
    for (std::uint32_t s = 0; s < kSamples; ++s) {
      Draw draw({1, Stream::kTraining, 0, s});
      const auto weight = posterior->draw();
      ratios.push_back(log_density_at(distance(posterior, weight), posterior) -
                       prior->log_density(weight).item<double>());
      estimates.push_back(draw.kl().item<double>());
    }

    const auto all = torch::tensor(ratios, torch::kFloat64), mine = torch::tensor(estimates, torch::kFloat64);
    const double error = ((all - mine).std() / std::sqrt(static_cast<double>(kSamples))).item<double>();
    EXPECT_NEAR(mine.mean().item<double>(), all.mean().item<double>(), 5 * error) << quadratic;
    EXPECT_LT(error, 0.05);
  }
}

}  // namespace
}  // namespace bayes

#pragma once

#include <boost/math/distributions/normal.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>

namespace bayes {

/// KL(q || p) of one weight in nats, with q = N(mean, sd^2), by Boost's adaptive Gauss-Kronrod quadrature of
/// q log(q / p) over mean +- 8 sd, split at 0, where priors are narrow.
///   log_prior  log p(w) of a number
template <class LogPrior>
double kl_by_quadrature(double mean, double sd, LogPrior log_prior) {
  const boost::math::normal posterior(mean, sd);
  const auto integrand = [&](double weight) {
    const double density = boost::math::pdf(posterior, weight);
    return density * (std::log(density) - log_prior(weight));
  };
  const auto integrate = [&](double low, double high) {
    return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(integrand, low, high,
                                                                         /*max_depth=*/15, /*tol=*/1e-11);
  };
  const double low = mean - 8.0 * sd;
  const double high = mean + 8.0 * sd;
  if (low >= 0.0 || high <= 0.0) return integrate(low, high);
  return integrate(low, 0.0) + integrate(0.0, high);
}

/// log of Boost's normal density.
inline double log_normal(double value, double mean, double sd) {
  return std::log(boost::math::pdf(boost::math::normal(mean, sd), value));
}

}  // namespace bayes

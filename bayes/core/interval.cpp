#include "bayes/core/interval.h"

#include <boost/math/distributions/beta.hpp>
#include <string>

#include "bayes/core/error.h"

namespace bayes {

Interval binomial_interval(double successes, std::int64_t trials) {
  const auto n = static_cast<double>(trials);
  if (trials < 1 || !(successes >= 0.0 && successes <= n)) {
    throw Error(std::to_string(successes) + " successes of " + std::to_string(trials), "binomial_interval",
                "count the successes among the trials");
  }
  const auto quantile = [](double a, double b, double share) {
    return boost::math::quantile(boost::math::beta_distribution<double>(a, b), share);
  };
  return {successes == 0.0 ? 0.0 : quantile(successes, n - successes + 1.0, 0.025),
          successes == n ? 1.0 : quantile(successes + 1.0, n - successes, 0.975)};
}

}  // namespace bayes

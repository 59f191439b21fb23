#include "bayes/metrics/resampling/mcnemar.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <cstdlib>

#include "bayes/predictive/top_prediction.h"

namespace bayes {
namespace {

constexpr std::int64_t kExactBelow = 25;

}  // namespace

double mcnemar_p_value(std::int64_t only_first_right, std::int64_t only_second_right) {
  if (only_first_right == only_second_right) return 1.0;
  const std::int64_t discordant = only_first_right + only_second_right;
  if (discordant < kExactBelow) {
    const boost::math::binomial fair(static_cast<double>(discordant), 0.5);
    const auto fewer = static_cast<double>(std::min(only_first_right, only_second_right));
    return std::min(1.0, 2.0 * boost::math::cdf(fair, fewer));
  }
  const double excess = static_cast<double>(std::abs(only_first_right - only_second_right)) - 1.0;
  const boost::math::chi_squared one_degree(1.0);
  return boost::math::cdf(
      boost::math::complement(one_degree, excess * excess / static_cast<double>(discordant)));
}

McNemarTest mcnemar_test(const CategoricalPredictive& first, const CategoricalPredictive& second,
                         const torch::Tensor& labels) {
  const auto truth = checked_labels(labels, first);
  require_labels(labels, second);
  const auto ours = top_prediction(first).predicted;
  const auto theirs = top_prediction(second).predicted;
  McNemarTest test;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const bool first_right = ours[i] == truth[i];
    const bool second_right = theirs[i] == truth[i];
    test.only_first_right += first_right && !second_right ? 1 : 0;
    test.only_second_right += second_right && !first_right ? 1 : 0;
  }
  test.p_value = mcnemar_p_value(test.only_first_right, test.only_second_right);
  return test;
}

}  // namespace bayes

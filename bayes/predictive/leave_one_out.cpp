#include "bayes/predictive/leave_one_out.h"

#include <cmath>
#include <limits>
#include <string>

#include "bayes/core/error.h"
#include "bayes/predictive/log_sum_exp.h"

namespace bayes {

LeaveOneOut::LeaveOneOut(const Predictive& predictive) : predictive_(predictive) {
  if (predictive.draws() == 1) {
    throw Error("leaving out the only draw leaves nothing", "LeaveOneOut", "use at least 2 draws");
  }
  scaled_ = torch::empty(predictive.log_probabilities().sizes(), torch::kFloat64);
  scaled_.copy_(predictive.log_probabilities());
  const std::int64_t draws = predictive.draws(), classes = predictive.classes();
  const std::int64_t size = predictive.examples() * classes;
  double* rows = scaled_.data_ptr<double>();
  for (std::int64_t row = 0; row < draws * predictive.examples(); ++row) {
    normalise_log_probabilities(rows + row * classes, classes);
  }
  // Scaled, so that probabilities below 1e-308 count as well.
  largest_ = scaled_.amax(/*dim=*/0);
  const double* largest = largest_.data_ptr<double>();
  for (std::int64_t draw = 0; draw < draws; ++draw) {
    for (std::int64_t i = 0; i < size; ++i) {
      double& value = rows[draw * size + i];
      value = largest[i] == -std::numeric_limits<double>::infinity() ? 0.0 : std::exp(value - largest[i]);
    }
  }
}

Predictive LeaveOneOut::without(std::int64_t draw) const {
  const std::int64_t draws = predictive_.draws();
  if (draw < 0 || draw >= draws) {
    throw Error("there is no draw " + std::to_string(draw) + " among " + std::to_string(draws), "LeaveOneOut",
                "choose a draw in [0, draws)");
  }
  const auto& all = predictive_.log_probabilities();
  const auto rest = torch::cat({all.narrow(0, 0, draw), all.narrow(0, draw + 1, draws - draw - 1)});
  auto sum = torch::zeros_like(largest_);
  for (std::int64_t other = 0; other < draws; ++other) {
    if (other != draw) sum.add_(scaled_[other]);
  }
  // Nothing left beside a draw that was 10^308 times as sure: then by logarithms, one by one.
  if (sum.min().item<double>() == 0.0) return Predictive(rest);
  const double log_draws = std::log(static_cast<double>(draws - 1));
  return {rest, sum.log_().add_(largest_).sub_(log_draws)};
}

}  // namespace bayes

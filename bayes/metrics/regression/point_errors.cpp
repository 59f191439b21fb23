#include "bayes/metrics/regression/point_errors.h"

#include <torch/torch.h>

#include <cmath>
#include <cstddef>
#include <limits>

#include "bayes/core/error.h"

namespace bayes {
namespace {

/// Sums over the examples, each as often as it counts, of one target.
struct ErrorSums {
  double squares = 0.0;         ///< of (y - m)^2
  double magnitudes = 0.0;      ///< of |y - m|
  double targets = 0.0;         ///< of y less the mean of all y
  double target_squares = 0.0;  ///< of the square of that
};

class PointErrors {
 public:
  PointErrors(const MixturePredictive& predictive, const torch::Tensor& targets)
      : errors_(numbers_of(targets - predictive.mean())),
        centred_(numbers_of(targets - targets.mean(/*dim=*/0))),
        targets_(static_cast<std::size_t>(predictive.targets())) {}

  /// [D]
  std::vector<ErrorSums> sums(const ExampleCounts& counts) const {
    std::vector<ErrorSums> sums(targets_);
    const double *error = errors_.data(), *target = centred_.data();
    for (const auto count : counts) {
      for (auto& of : sums) {
        of.squares += count * *error * *error;
        of.magnitudes += count * std::abs(*error);
        of.targets += count * *target;
        of.target_squares += count * *target * *target;
        ++error, ++target;
      }
    }
    return sums;
  }

 private:
  std::vector<double> errors_;   ///< [N, D], y - m
  std::vector<double> centred_;  ///< [N, D], so that squares of large numbers are not subtracted
  std::size_t targets_;
};

double determination(const ErrorSums& sums, std::int64_t examples) {
  const double variation = sums.target_squares - sums.targets * sums.targets / static_cast<double>(examples);
  // What rounding leaves of equal targets.
  if (variation <= 1e-9 * sums.target_squares) return std::numeric_limits<double>::quiet_NaN();
  return 1.0 - sums.squares / variation;
}

/// The mean over targets of `figure(sums of the target, examples)`.
template <class Figure>
CountedMetric mean_over_targets(const TargetedMixture& examples, Figure figure) {
  return [errors = examples.part<PointErrors>(), figure](const Resample& resample) {
    const auto& sums = resample.sums(*errors);
    double sum = 0.0;
    for (const auto& of : sums) sum += figure(of, resample.total());
    return sum / static_cast<double>(sums.size());
  };
}

double mean_squared_error(const ErrorSums& sums, std::int64_t examples) {
  return sums.squares / static_cast<double>(examples);
}

RegressionMetric smooth(RegressionMetric metric) {
  metric.smooth = true;
  return metric;
}

}  // namespace

RegressionMetric rmse_metric() {
  return smooth(regression_metric({"rmse", "Root mean squared error", Better::kLower, Unit::kTarget, "RMSE"},
                                  [](const TargetedMixture& examples) -> CountedMetric {
                                    return
                                        [mean = mean_over_targets(examples, mean_squared_error)](
                                            const Resample& resample) { return std::sqrt(mean(resample)); };
                                  }));
}

RegressionMetric rmse_metric(std::int64_t target, const std::string& name) {
  return smooth(
      regression_metric({"rmse_" + name, "Root mean squared error of " + name, Better::kLower, Unit::kTarget,
                         "RMSE of " + name},
                        [target](const TargetedMixture& examples) -> CountedMetric {
                          const std::int64_t targets = examples.predictive().targets();
                          if (target < 0 || target >= targets) {
                            throw Error("there is no target " + std::to_string(target), "rmse_metric",
                                        "choose one in [0, " + std::to_string(targets) + ")");
                          }
                          return [errors = examples.part<PointErrors>(), target](const Resample& resample) {
                            return std::sqrt(mean_squared_error(
                                resample.sums(*errors)[static_cast<std::size_t>(target)], resample.total()));
                          };
                        }));
}

RegressionMetric mae_metric() {
  return smooth(regression_metric({"mae", "Mean absolute error", Better::kLower, Unit::kTarget, "MAE"},
                                  [](const TargetedMixture& examples) {
                                    return mean_over_targets(
                                        examples, [](const ErrorSums& sums, std::int64_t count) {
                                          return sums.magnitudes / static_cast<double>(count);
                                        });
                                  }));
}

RegressionMetric r2_metric() {
  return smooth(regression_metric(
      {"r2", "Coefficient of determination", Better::kHigher, Unit::kPlain, "R²"},
      [](const TargetedMixture& examples) { return mean_over_targets(examples, determination); }));
}

}  // namespace bayes

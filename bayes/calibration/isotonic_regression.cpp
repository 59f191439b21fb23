#include "bayes/calibration/isotonic_regression.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

#include "bayes/calibration/one_vs_rest.h"
#include "bayes/calibration/pool_adjacent_violators.h"

namespace bayes {
namespace {

// A level of many examples is as well known by its ends.
IsotonicCurve with_ends_of_levels(const IsotonicCurve& all) {
  IsotonicCurve kept;
  for (std::size_t i = 0; i < all.y.size(); ++i) {
    const bool is_end =
        i == 0 || i + 1 == all.y.size() || all.y[i - 1] != all.y[i] || all.y[i] != all.y[i + 1];
    if (!is_end) continue;
    kept.x.push_back(all.x[i]);
    kept.y.push_back(all.y[i]);
  }
  return kept;
}

}  // namespace

double IsotonicCurve::operator()(double at) const {
  const auto above = static_cast<std::size_t>(std::lower_bound(x.begin(), x.end(), at) - x.begin());
  if (above == 0) return y.front();
  if (above == x.size()) return y.back();
  const double share = (at - x[above - 1]) / (x[above] - x[above - 1]);
  return y[above - 1] + share * (y[above] - y[above - 1]);
}

std::int64_t IsotonicCurve::levels() const {
  std::int64_t count = 1;
  for (std::size_t i = 1; i < y.size(); ++i) count += y[i] != y[i - 1] ? 1 : 0;
  return count;
}

IsotonicCurve fit_isotonic_curve(const std::vector<double>& x, const std::vector<double>& y) {
  std::vector<std::size_t> order(x.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return x[a] < x[b]; });
  IsotonicCurve curve;
  std::vector<double> weights;
  for (const auto i : order) {
    if (curve.x.empty() || curve.x.back() < x[i]) {
      curve.x.push_back(x[i]);
      curve.y.push_back(0.0);
      weights.push_back(0.0);
    }
    curve.y.back() += y[i];
    weights.back() += 1.0;
  }
  for (std::size_t i = 0; i < weights.size(); ++i) curve.y[i] /= weights[i];
  curve.y = pool_adjacent_violators(curve.y, weights);
  return with_ends_of_levels(curve);
}

FitCalibration isotonic_regression(const IsotonicRegressionOptions&) {
  return [](const CategoricalPredictive& validation, const torch::Tensor& labels) {
    return fit_one_vs_rest(validation, labels, [](const BinaryExamples& examples) {
      const auto curve = fit_isotonic_curve(examples.probability, examples.is_class);
      return BinaryCurve{[curve, floor = examples.floor](double p) { return std::max(curve(p), floor); },
                         curve.levels(),
                         {{"x", curve.x}, {"y", curve.y}}};
    });
  };
}

}  // namespace bayes

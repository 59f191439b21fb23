#include "bayes/calibration/one_vs_rest.h"

#include <cstddef>
#include <string>

#include "bayes/predictive/labels.h"

namespace bayes {
namespace {

std::vector<double> column_of(const torch::Tensor& matrix, std::int64_t column) {
  const auto values = matrix.select(/*dim=*/1, column).contiguous();
  const auto* begin = values.data_ptr<double>();
  return {begin, begin + values.numel()};
}

Predictive with_curves(const Predictive& predictive, const std::vector<BinaryCurve>& curves) {
  auto shares = predictive.mean_probabilities().contiguous();
  auto* value = shares.data_ptr<double>();
  for (std::int64_t n = 0; n < shares.size(0); ++n) {
    for (const auto& curve : curves) {
      *value = curve.value(*value);
      ++value;
    }
  }
  return Predictive(shares.div_(shares.sum(/*dim=*/1, /*keepdim=*/true)).log_().unsqueeze(/*dim=*/0));
}

}  // namespace

Calibration fit_one_vs_rest(const Predictive& validation, const torch::Tensor& labels,
                            const std::function<BinaryCurve(const BinaryExamples& examples)>& fit) {
  const auto truth = checked_labels(labels, validation);
  const auto probabilities = validation.mean_probabilities();
  std::vector<BinaryCurve> curves;
  std::int64_t parameters = 0;
  for (std::int64_t c = 0; c < validation.classes(); ++c) {
    BinaryExamples examples{column_of(probabilities, c), {}, validation.classes()};
    for (const auto label : truth) examples.is_class.push_back(label == c ? 1.0 : 0.0);
    curves.push_back(fit(examples));
    parameters += curves.back().parameters;
  }
  return {[curves](const Predictive& other) { return with_curves(other, curves); }, parameters,
          std::to_string(parameters) + " levels over " + std::to_string(curves.size()) + " classes"};
}

double smoothed_share(double k, double n, std::int64_t classes) {
  return (k + 1.0 / static_cast<double>(classes)) / (n + 1.0);
}

}  // namespace bayes

#include "bayes/calibration/one_vs_rest.h"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>

#include "bayes/calibration/temperature_scaling.h"
#include "bayes/predictive/labels.h"

namespace bayes {
namespace {

std::vector<double> column_of(const torch::Tensor& matrix, std::int64_t column) {
  const auto values = matrix.select(/*dim=*/1, column).contiguous();
  const auto* begin = values.data_ptr<double>();
  return {begin, begin + values.numel()};
}

CategoricalPredictive with_curves(const CategoricalPredictive& predictive,
                                  const std::vector<BinaryCurve>& curves) {
  auto shares = predictive.mean_probabilities().contiguous();
  auto* value = shares.data_ptr<double>();
  for (std::int64_t n = 0; n < shares.size(0); ++n) {
    for (const auto& curve : curves) {
      *value = curve.value(*value);
      ++value;
    }
  }
  return CategoricalPredictive(
      shares.div_(shares.sum(/*dim=*/1, /*keepdim=*/true)).log_().unsqueeze(/*dim=*/0));
}

// Of a class without validation examples.
BinaryCurve unchanged(const BinaryExamples& examples) {
  return {[floor = examples.floor](double probability) { return std::max(probability, floor); },
          /*parameters=*/0};
}

double mean_nll(const CategoricalPredictive& predictive, const torch::Tensor& labels) {
  const auto of_labels = labels.to(torch::kCPU).unsqueeze(1);
  return -predictive.mean_log_probabilities().gather(1, of_labels).mean().item<double>();
}

std::string without_examples(const std::vector<std::int64_t>& classes) {
  if (classes.empty()) return "";
  std::string listed;
  for (const auto c : classes) listed += (listed.empty() ? "" : ", ") + std::to_string(c);
  return "No validation example is of class " + listed +
         " (counted from 0): probabilities of such classes stay as they are.";
}

std::string less_likely_than_by_temperature(double nll, const CategoricalPredictive& validation,
                                            const torch::Tensor& labels) {
  const double temperature = fit_temperature(validation, labels).temperature;
  const double by_temperature = mean_nll(with_temperature(validation, temperature), labels);
  if (nll <= by_temperature) return "";
  char text[160];
  std::snprintf(text, sizeof text,
                "The validation labels have an NLL of %.4f, with temperature scaling one of %.4f: where the "
                "likelihood matters, prefer that.",
                nll, by_temperature);
  return text;
}

}  // namespace

Calibration fit_one_vs_rest(const CategoricalPredictive& validation, const torch::Tensor& labels,
                            const std::function<BinaryCurve(const BinaryExamples& examples)>& fit) {
  const auto truth = checked_labels(labels, validation);
  const auto probabilities = validation.mean_probabilities();
  std::vector<BinaryCurve> curves;
  std::vector<std::int64_t> absent;
  std::int64_t parameters = 0;
  const double floor = smoothed_share(0.0, static_cast<double>(truth.size()), validation.classes());
  FittedNumbers numbers{{"floor", {floor}}};
  for (std::int64_t c = 0; c < validation.classes(); ++c) {
    BinaryExamples examples{column_of(probabilities, c), {}, validation.classes(), floor};
    for (const auto label : truth) examples.is_class.push_back(label == c ? 1.0 : 0.0);
    if (std::count(truth.begin(), truth.end(), c) == 0) absent.push_back(c);
    curves.push_back(absent.empty() || absent.back() != c ? fit(examples) : unchanged(examples));
    parameters += curves.back().parameters;
    for (const auto& [name, values] : curves.back().numbers) {
      numbers.emplace_back("class_" + std::to_string(c) + "." + name, values);
    }
  }
  Calibration calibration{[curves](const CategoricalPredictive& other) { return with_curves(other, curves); },
                          parameters,
                          std::to_string(parameters) + " levels over " +
                              std::to_string(curves.size() - absent.size()) + " classes"};
  calibration.numbers = std::move(numbers);
  calibration.warning = without_examples(absent);
  const auto worse =
      less_likely_than_by_temperature(mean_nll(calibration.apply(validation), labels), validation, labels);
  if (!worse.empty()) calibration.warning += (calibration.warning.empty() ? "" : " ") + worse;
  return calibration;
}

double smoothed_share(double k, double n, std::int64_t classes) {
  return (k + 1.0 / static_cast<double>(classes)) / (n + 1.0);
}

}  // namespace bayes

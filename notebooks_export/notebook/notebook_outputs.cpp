#include "notebooks_export/notebook/notebook_outputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace report {
namespace {

constexpr std::size_t kBins = 15;

std::size_t targets_of(const NumberPredictions& predictions) {
  return predictions.targets.size() / predictions.indices.size();
}

/// The places of the largest values, the largest first.
std::vector<std::size_t> ten_largest(const std::vector<double>& values) {
  constexpr std::size_t kListed = 10;
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t left, std::size_t right) { return values[left] > values[right]; });
  order.resize(std::min(kListed, order.size()));
  return order;
}

std::string shown(double number) { return std::isfinite(number) ? fmt::format("{:.4f}", number) : "-"; }

}  // namespace

std::string loaded_output(const Predictions& predictions) {
  return fmt::format("{} draws, {} images, {} classes\n", predictions.draws, predictions.examples,
                     predictions.classes);
}

std::string loaded_output(const NumberPredictions& predictions) {
  return fmt::format("{} draws, {} examples, {} {}\n", predictions.draws, predictions.examples,
                     targets_of(predictions), targets_of(predictions) == 1 ? "target" : "targets");
}

std::string recomputed_output(const NumberPredictions& predictions) {
  const std::size_t targets = targets_of(predictions);
  const auto examples = static_cast<double>(predictions.examples);
  std::string text;
  for (std::size_t of = 0; of < targets; ++of) {
    double squares = 0.0;
    double absolutes = 0.0;
    double covered = 0.0;
    for (std::size_t at = of; at < predictions.targets.size(); at += targets) {
      const double error = predictions.targets[at] - predictions.mean[at];
      squares += error * error;
      absolutes += std::abs(error);
      covered += std::abs(error) <= 1.96 * predictions.sd[at] ? 1.0 : 0.0;
    }
    text += fmt::format("target {}: rmse {:.4g}, mean absolute error {:.4g}, within mean ± 1.96 sd {:.4f}\n",
                        of, std::sqrt(squares / examples), absolutes / examples, covered / examples);
  }
  return text;
}

std::string uncertain_output(const NumberPredictions& predictions) {
  const std::size_t targets = targets_of(predictions);
  std::vector<double> sd;
  for (std::size_t at = 0; at < predictions.sd.size(); at += targets) sd.push_back(predictions.sd[at]);
  std::string text;
  for (const std::size_t example : ten_largest(sd)) {
    text +=
        fmt::format("example {}: target {:.4g}, predicted {:.4g} ± {:.4g}\n", predictions.indices[example],
                    predictions.targets[example * targets], predictions.mean[example * targets], sd[example]);
  }
  return text;
}

std::string recomputed_output(const Predictions& predictions) {
  const auto classes = static_cast<std::size_t>(predictions.classes);
  const auto images = static_cast<double>(predictions.examples);
  double right = 0.0;
  double nll = 0.0;
  double brier = 0.0;
  std::array<double, kBins> gaps{};
  for (std::size_t image = 0; image < predictions.labels.size(); ++image) {
    const double* row = &predictions.probabilities[image * classes];
    const auto label = static_cast<std::size_t>(predictions.labels[image]);
    const bool is_right = predictions.labels[image] == predictions.predicted[image];
    const double confidence = *std::max_element(row, row + classes);
    const double place = std::clamp(std::ceil(confidence * kBins) - 1.0, 0.0, kBins - 1.0);
    right += is_right ? 1.0 : 0.0;
    nll -= std::log(std::max(row[label], std::numeric_limits<double>::min()));
    for (std::size_t of = 0; of < classes; ++of) brier += std::pow(row[of] - (of == label ? 1.0 : 0.0), 2);
    gaps[static_cast<std::size_t>(place)] += (is_right ? 1.0 : 0.0) - confidence;
  }
  const double ece = std::accumulate(gaps.begin(), gaps.end(), 0.0,
                                     [](double sum, double gap) { return sum + std::abs(gap); });
  return fmt::format("accuracy  {:.4f}\nnll       {:.4f}\nbrier     {:.4f}\nece       {:.4f}\n",
                     right / images, nll / images, brier / images, ece / images);
}

std::string stored_output(const SplitRecord& split) {
  std::string text;
  for (const MetricRow& metric : split.metrics) {
    const Estimate& estimate = metric.estimate;
    text += fmt::format("{}: {} [{}, {}]\n", metric.key, shown(estimate.value), shown(estimate.low),
                        shown(estimate.high));
  }
  return text;
}

std::string compared_output(const ComparisonRecord& comparison) {
  std::string text;
  for (const ComparedMethod& method : comparison.methods) {
    for (const ComparedMetric& metric : method.metrics) {
      text += fmt::format("{}, {}: {} ± {}\n", method.label, metric.key, shown(metric.mean),
                          shown(metric.standard_error));
    }
  }
  return text;
}

std::string classes_output(const Predictions& predictions) {
  std::string text;
  for (std::int64_t of = 0; of < predictions.classes; ++of) {
    double hits = 0.0;
    double taken = 0.0;
    double images = 0.0;
    for (std::size_t image = 0; image < predictions.labels.size(); ++image) {
      const bool is = predictions.labels[image] == of;
      const bool said = predictions.predicted[image] == of;
      images += is ? 1.0 : 0.0;
      taken += said ? 1.0 : 0.0;
      hits += is && said ? 1.0 : 0.0;
    }
    text += fmt::format("class {}: precision {}, recall {}, F1 {}, {:.0f} images\n", of, shown(hits / taken),
                        shown(hits / images), shown(2.0 * hits / (images + taken)), images);
  }
  return text;
}

std::string uncertain_output(const Predictions& predictions) {
  std::string text;
  for (const std::size_t image : ten_largest(predictions.predictive_entropy)) {
    text += fmt::format("image {}: class {}, predicted {}, {:.3f} nats\n", image, predictions.labels[image],
                        predictions.predicted[image], predictions.predictive_entropy[image]);
  }
  return text;
}

}  // namespace report

#include "bayes/metrics/calibration/calibration_errors.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "bayes/metrics/calibration/equal_mass_bins.h"
#include "bayes/metrics/class_bins.h"
#include "bayes/metrics/confidence_bins.h"
#include "bayes/metrics/confidence_ranking.h"

namespace bayes {
namespace {

/// (sum over bins of |sum in the bin of (correct - confidence)|) / all that is in bins.
template <class Bins>
double mean_gap(const Bins& bins) {
  double gaps = 0.0;
  std::int64_t total = 0;
  for (const auto& bin : bins) {
    gaps += std::abs(bin.correct - bin.confidence);
    total += bin.count;
  }
  return gaps / static_cast<double>(total);
}

CountedMetric expected_error(const LabelledPredictive& examples, std::int64_t bins) {
  return [binned = examples.part<ConfidenceBins>(bins)](const Resample& resample) {
    return mean_gap(resample.sums(*binned));
  };
}

CountedMetric classwise_error(const LabelledPredictive& examples, std::int64_t bins) {
  // In all bins together lie as many as there are examples times classes.
  return [binned = examples.part<ClassBins>(bins)](const Resample& resample) {
    return mean_gap(resample.sums(*binned));
  };
}

CountedMetric adaptive_error(const LabelledPredictive& examples, std::int64_t bins) {
  require_bins(bins);
  return [ranking = examples.part<ConfidenceRanking>(), bins](const Resample& resample) {
    return mean_gap(equal_mass_bins(resample.sums(*ranking), bins));
  };
}

CountedMetric debiased_error(const LabelledPredictive& examples, std::int64_t bins) {
  require_bins(bins);
  return [ranking = examples.part<ConfidenceRanking>(), bins](const Resample& resample) {
    double squares = 0.0;
    std::int64_t total = 0;
    for (const auto& bin : equal_mass_bins(resample.sums(*ranking), bins)) {
      total += bin.count;
      if (bin.count < 2) continue;
      const auto count = static_cast<double>(bin.count);
      const double right = bin.correct / count;
      const double gap = bin.confidence / count - right;
      squares += count * (gap * gap - right * (1.0 - right) / (count - 1.0));
    }
    return std::sqrt(std::max(squares, 0.0) / static_cast<double>(total));
  };
}

CountedMetric maximum_error(const LabelledPredictive& examples, std::int64_t bins) {
  return [binned = examples.part<ConfidenceBins>(bins)](const Resample& resample) {
    double largest = 0.0;
    for (const auto& bin : resample.sums(*binned)) {
      if (bin.count == 0) continue;
      largest = std::max(largest, std::abs(bin.correct - bin.confidence) / static_cast<double>(bin.count));
    }
    return largest;
  };
}

constexpr double kKernelWidth = 0.4;

/// The kernel between each confidence and the one before it, falling confidences: the first has none.
std::vector<double> kernels_to_next(const std::vector<double>& confidences) {
  std::vector<double> kernels(confidences.size(), 0.0);
  for (std::size_t i = 1; i < kernels.size(); ++i)
    kernels[i] = std::exp((confidences[i] - confidences[i - 1]) / kKernelWidth);
  return kernels;
}

CountedMetric kernel_error(const LabelledPredictive& examples, std::int64_t /*bins*/) {
  const auto ranking = examples.part<ConfidenceRanking>();
  return [ranking, kernels = kernels_to_next(ranking->confidences())](const Resample& resample) {
    double sum = 0.0;
    // Sum over the groups before this one of gap times kernel to this one: goes on by one factor a group.
    double felt = 0.0;
    const double* kernel = kernels.data();
    for (const auto& group : resample.sums(*ranking)) {
      felt *= *kernel++;
      const double gap =
          static_cast<double>(group.correct) - static_cast<double>(group.count) * group.confidence;
      sum += gap * (gap + 2.0 * felt);
      felt += gap;
    }
    // The kernel is positive definite: what is below 0 is rounding.
    return std::sqrt(std::max(sum, 0.0)) / static_cast<double>(resample.total());
  };
}

using CountedError = CountedMetric (*)(const LabelledPredictive& examples, std::int64_t bins);

double value_of(CountedError error, const CategoricalPredictive& predictive, const torch::Tensor& labels,
                std::int64_t bins) {
  return each_once(error({predictive, labels}, bins), predictive);
}

Metric metric_of(CountedError error, MetricInfo info, Resampling resampling) {
  Metric metric{std::move(info),
                {},
                [error](const CategoricalPredictive& predictive, const torch::Tensor& labels) {
                  return value_of(error, predictive, labels, kCalibrationBins);
                },
                [error](const LabelledPredictive& examples) { return error(examples, kCalibrationBins); }};
  metric.resampling = resampling;
  return metric;
}

}  // namespace

double expected_calibration_error(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                                  std::int64_t bins) {
  return value_of(expected_error, predictive, labels, bins);
}

double adaptive_calibration_error(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                                  std::int64_t bins) {
  return value_of(adaptive_error, predictive, labels, bins);
}

double classwise_calibration_error(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                                   std::int64_t bins) {
  return value_of(classwise_error, predictive, labels, bins);
}

double debiased_calibration_error(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                                  std::int64_t bins) {
  return value_of(debiased_error, predictive, labels, bins);
}

double maximum_calibration_error(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                                 std::int64_t bins) {
  return value_of(maximum_error, predictive, labels, bins);
}

double kernel_calibration_error(const CategoricalPredictive& predictive, const torch::Tensor& labels) {
  return value_of(kernel_error, predictive, labels, kCalibrationBins);
}

Metric expected_calibration_error_metric() {
  return metric_of(expected_error,
                   {"ece", "Expected calibration error", Better::kLower, Unit::kShare, "ECE",
                    "Naeini et al. 2015; Guo et al. 2017"},
                   Resampling::kUpward);
}

Metric adaptive_calibration_error_metric() {
  return metric_of(adaptive_error,
                   {"ece_adaptive", "Adaptive calibration error", Better::kLower, Unit::kShare, "",
                    "Nguyen and O'Connor 2015; Nixon et al. 2019"},
                   Resampling::kUpward);
}

Metric classwise_calibration_error_metric() {
  return metric_of(classwise_error,
                   {"ece_classwise", "Class-wise calibration error", Better::kLower, Unit::kShare, "",
                    "Kull et al. 2019; Nixon et al. 2019"},
                   Resampling::kUpward);
}

Metric debiased_calibration_error_metric() {
  return metric_of(debiased_error,
                   {"ece_l2_debiased", "Debiased L2 calibration error", Better::kLower, Unit::kShare, "",
                    "Kumar, Liang and Ma 2019"},
                   Resampling::kUpwardInResamples);
}

Metric maximum_calibration_error_metric() {
  return metric_of(maximum_error,
                   {"mce", "Maximum calibration error", Better::kLower, Unit::kShare, "MCE",
                    "Naeini et al. 2015; Guo et al. 2017"},
                   Resampling::kNone);
}

Metric kernel_calibration_error_metric() {
  return metric_of(kernel_error,
                   {"mmce", "Maximum mean calibration error", Better::kLower, Unit::kPlain, "MMCE",
                    "Kumar, Sarawagi and Jain 2018"},
                   Resampling::kUpward);
}

}  // namespace bayes

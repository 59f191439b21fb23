#include "bayes/metrics/classification/brier_decomposition.h"

#include <string>
#include <utility>

#include "bayes/metrics/class_bins.h"

namespace bayes {
namespace {

double square(double value) { return value * value; }

/// Adds the parts of one class, whose bins are `bins` of them from `first` on.
void add_class(const BinSums* first, std::int64_t bins, BrierDecomposition& parts) {
  double examples = 0.0;
  double of_class = 0.0;
  for (const BinSums* bin = first; bin != first + bins; ++bin) {
    examples += static_cast<double>(bin->count);
    of_class += bin->correct;
  }
  const double base_rate = of_class / examples;
  for (const BinSums* bin = first; bin != first + bins; ++bin) {
    if (bin->count == 0) continue;
    const auto count = static_cast<double>(bin->count);
    parts.reliability += square(bin->confidence - bin->correct) / count / examples;
    parts.resolution += count * square(bin->correct / count - base_rate) / examples;
  }
  parts.uncertainty += base_rate * (1.0 - base_rate);
}

BrierDecomposition parts_of(const ClassBins& binned, const Resample& resample) {
  const auto& sums = resample.sums(binned);
  BrierDecomposition parts;
  for (std::int64_t c = 0; c < binned.classes(); ++c)
    add_class(&sums[c * binned.bins()], binned.bins(), parts);
  return parts;
}

// The labels tell it alone, so that a resample need not go through all classes of all examples.
CountedMetric counted_uncertainty(const LabelledPredictive& examples) {
  return [truth = checked_labels(examples.targets(), examples.predictive()),
          classes = static_cast<std::size_t>(examples.predictive().classes())](const Resample& resample) {
    const auto& counts = resample.counts();
    std::vector<std::int64_t> of_class(classes, 0);
    for (std::size_t i = 0; i < truth.size(); ++i) of_class[static_cast<std::size_t>(truth[i])] += counts[i];
    double uncertainty = 0.0;
    for (const auto count : of_class) {
      const double base_rate = static_cast<double>(count) / static_cast<double>(resample.total());
      uncertainty += base_rate * (1.0 - base_rate);
    }
    return uncertainty;
  };
}

Metric part(std::string key, std::string title, Better better, double BrierDecomposition::*member) {
  Metric metric{{std::move(key), std::move(title), better, Unit::kPlain, "", "Murphy 1973"},
                {},
                [member](const CategoricalPredictive& predictive, const torch::Tensor& labels) {
                  return brier_decomposition(predictive, labels).*member;
                },
                [member](const LabelledPredictive& examples) -> CountedMetric {
                  return [binned = examples.part<ClassBins>(kCalibrationBins),
                          member](const Resample& resample) { return parts_of(*binned, resample).*member; };
                }};
  // Squares of what a bin holds beside what it should: chance adds to both.
  metric.resampling = Resampling::kUpward;
  return metric;
}

}  // namespace

BrierDecomposition brier_decomposition(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                                       std::int64_t bins) {
  return parts_of(ClassBins(predictive, labels, bins),
                  ExampleCounts(static_cast<std::size_t>(predictive.examples()), 1));
}

Metric brier_reliability_metric() {
  return part("brier_reliability", "Brier score: reliability", Better::kLower,
              &BrierDecomposition::reliability);
}

Metric brier_resolution_metric() {
  return part("brier_resolution", "Brier score: resolution", Better::kHigher,
              &BrierDecomposition::resolution);
}

Metric brier_uncertainty_metric() {
  auto metric = part("brier_uncertainty", "Brier score: uncertainty of the labels", Better::kNeither,
                     &BrierDecomposition::uncertainty);
  metric.counted = counted_uncertainty;
  // 1 less a sum of squares of the labels alone.
  metric.resampling = Resampling::kDownward;
  metric.least_events = 0;
  metric.smooth = true;
  return metric;
}

}  // namespace bayes

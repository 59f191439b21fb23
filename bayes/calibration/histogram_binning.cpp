#include "bayes/calibration/histogram_binning.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

#include "bayes/calibration/one_vs_rest.h"

namespace bayes {
namespace {

/// The upper ends of the bins, ascending, the last 1.
std::vector<double> bin_ends(const HistogramBinningOptions& options, std::vector<double> probabilities) {
  std::vector<double> ends;
  std::sort(probabilities.begin(), probabilities.end());
  for (std::int64_t bin = 1; bin < options.bins; ++bin) {
    if (options.spacing == BinSpacing::kEqualWidth) {
      ends.push_back(static_cast<double>(bin) / static_cast<double>(options.bins));
      continue;
    }
    const std::size_t next =
        static_cast<std::size_t>(bin) * probabilities.size() / static_cast<std::size_t>(options.bins);
    if (next > 0 && probabilities[next - 1] < probabilities[next]) {
      ends.push_back((probabilities[next - 1] + probabilities[next]) / 2.0);
    }
  }
  ends.push_back(1.0);
  return ends;
}

std::size_t bin_of(double probability, const std::vector<double>& ends) {
  const auto found = std::lower_bound(ends.begin(), ends.end(), probability);
  // Rounding may leave a probability a little above 1.
  return std::min(static_cast<std::size_t>(found - ends.begin()), ends.size() - 1);
}

BinaryCurve fit_histogram(const HistogramBinningOptions& options, const BinaryExamples& examples) {
  const auto ends = bin_ends(options, examples.probability);
  std::vector<double> hits(ends.size(), 0.0), counts(ends.size(), 0.0);
  for (std::size_t i = 0; i < examples.probability.size(); ++i) {
    const auto bin = bin_of(examples.probability[i], ends);
    counts[bin] += 1.0;
    hits[bin] += examples.is_class[i];
  }
  const auto empty = std::count(counts.begin(), counts.end(), 0.0);
  std::vector<double> levels(ends.size(), std::numeric_limits<double>::quiet_NaN());
  for (std::size_t bin = 0; bin < ends.size(); ++bin) {
    if (counts[bin] > 0.0) levels[bin] = smoothed_share(hits[bin], counts[bin], examples.classes);
  }
  const auto value = [ends, levels, floor = examples.floor](double probability) {
    const double level = levels[bin_of(probability, ends)];
    return std::isnan(level) ? std::max(probability, floor) : level;
  };
  return {value, static_cast<std::int64_t>(ends.size()) - empty, {{"ends", ends}, {"levels", levels}}};
}

}  // namespace

FitCalibration histogram_binning(const HistogramBinningOptions& options) {
  return [options](const CategoricalPredictive& validation, const torch::Tensor& labels) {
    return fit_one_vs_rest(validation, labels, [options](const BinaryExamples& examples) {
      return fit_histogram(options, examples);
    });
  };
}

}  // namespace bayes

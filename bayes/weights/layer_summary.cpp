#include "bayes/weights/layer_summary.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "bayes/core/quantile.h"
#include "bayes/weights/signal_to_noise.h"

namespace bayes {
namespace {

/// The weights of one layer, collected from its tensors.
struct Layer {
  std::string name;
  WeightValues weights;
  double kl = 0.0;
  double squared_kl_error = 0.0;  // tensors have noise of their own

  void add(const WeightValues& tensor, const WeightMoments& moments) {
    weights.mean.insert(weights.mean.end(), tensor.mean.begin(), tensor.mean.end());
    weights.sd.insert(weights.sd.end(), tensor.sd.begin(), tensor.sd.end());
    kl += moments.kl;
    squared_kl_error += moments.kl_error * moments.kl_error;
  }
};

Layer& layer_named(std::vector<Layer>& layers, const std::string& name) {
  const auto found =
      std::find_if(layers.begin(), layers.end(), [&](const Layer& l) { return l.name == name; });
  return found != layers.end() ? *found : layers.emplace_back(Layer{name, {}});
}

std::array<double, 5> signal_to_noise_quantiles(const WeightValues& weights) {
  std::vector<double> ratios;
  ratios.reserve(weights.mean.size());
  for (std::size_t i = 0; i < weights.mean.size(); ++i) {
    ratios.push_back(signal_to_noise(weights.mean[i], weights.sd[i]));
  }
  std::sort(ratios.begin(), ratios.end());
  std::array<double, 5> quantiles{};
  for (std::size_t q = 0; q < quantiles.size(); ++q) {
    quantiles[q] = sorted_quantile(ratios, kSignalToNoiseQuantiles[q]);
  }
  return quantiles;
}

LayerSummary summary_of(const Layer& layer) {
  const auto count = static_cast<double>(layer.weights.mean.size());
  LayerSummary summary;
  summary.name = layer.name;
  summary.count = static_cast<std::int64_t>(layer.weights.mean.size());
  for (const double mean : layer.weights.mean) summary.mean_absolute_mean += std::abs(mean) / count;
  for (const double sd : layer.weights.sd) summary.mean_sd += sd / count;
  summary.signal_to_noise = signal_to_noise_quantiles(layer.weights);
  summary.kl = layer.kl;
  summary.kl_error = std::sqrt(layer.squared_kl_error);
  summary.means = histogram(layer.weights.mean);
  summary.sds = histogram(layer.weights.sd);
  return summary;
}

}  // namespace

std::vector<LayerSummary> layer_summaries(const std::vector<WeightMoments>& moments) {
  if (moments.empty()) return {};
  std::vector<Layer> layers;
  Layer total{"total", {}};
  for (const auto& tensor : moments) {
    const auto values = weight_values(tensor);
    layer_named(layers, tensor.name.substr(0, tensor.name.rfind('.'))).add(values, tensor);
    total.add(values, tensor);
  }
  layers.push_back(std::move(total));
  std::vector<LayerSummary> summaries;
  for (const auto& layer : layers) summaries.push_back(summary_of(layer));
  return summaries;
}

}  // namespace bayes

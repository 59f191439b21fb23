#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "bayes/core/weight_moments.h"
#include "bayes/weights/histogram.h"

namespace bayes {

/// The quantiles in which signal-to-noise is summarised.
constexpr std::array<double, 5> kSignalToNoiseQuantiles{0.05, 0.25, 0.5, 0.75, 0.95};

/// The weight posterior of one layer, or of all: name "total".
struct LayerSummary {
  std::string name;
  std::int64_t count = 0;           ///< weights; mean and sd of one count as one
  double mean_absolute_mean = 0.0;  ///< mean over weights of |mean|
  double mean_sd = 0.0;             ///< mean over weights of sd
  std::array<double, 5>
      signal_to_noise{};  ///< quantiles of |mean| / sd; may be infinite (see signal_to_noise.h)
  double kl = 0.0;        ///< nats, summed over weights; -log prior density for a point
  double kl_error = 0.0;  ///< Monte Carlo standard error of `kl`, nats; 0 where it is in closed form
  Histogram means;
  Histogram sds;
};

/// One summary per layer in the order of the network, then "total". A layer is what shares a name up to the
/// last dot: "conv1.weight" and "conv1.bias" are "conv1"; a name without a dot is a layer of its own. No
/// moments, no summaries. Throws `Error` as `weight_values`.
std::vector<LayerSummary> layer_summaries(const std::vector<WeightMoments>& moments);

}  // namespace bayes

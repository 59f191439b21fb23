#pragma once

#include <torch/types.h>

#include <array>
#include <cstdint>
#include <vector>

namespace bayes {

/// The quantiles of which `PriorSummary` has each figure.
inline constexpr std::array<double, 5> kPriorQuantiles{0.05, 0.25, 0.5, 0.75, 0.95};

/// What networks drawn from a prior predict: S networks, N images, C classes. A prior that knows nothing of
/// the labels should not be sure of any: top probabilities near 1 / C for the average network, all classes
/// named alike, and networks that agree no more than by chance, 1 / C.
struct PriorSummary {
  static constexpr std::int64_t kBins = 20;

  std::int64_t draws = 0;
  std::int64_t images = 0;
  std::int64_t classes = 0;
  /// Of the top probability, over networks and images.
  std::array<double, 5> top_probability{};
  /// Of the entropy of one network's prediction, nats, in [0, log C], over networks and images.
  std::array<double, 5> entropy{};
  /// Of the largest less the smallest logit, over networks and images.
  std::array<double, 5> logit_range{};
  std::vector<std::int64_t> top_probability_counts;  ///< in kBins equal bins of [0, 1]
  std::vector<std::int64_t> entropy_counts;          ///< in kBins equal bins of [0, log C]
  double mean_entropy = 0.0;         ///< nats, of one network's prediction, mean over networks and images
  double predictive_entropy = 0.0;   ///< nats, of the prediction averaged over networks, mean over images
  double logit_sd = 0.0;             ///< over networks; root of the mean variance over images and classes
  std::vector<double> class_shares;  ///< [C], share of all networks and images with that top class
  double agreement = 0.0;      ///< chance that two networks name the same class for an image; NaN if S = 1
  double largest_class = 0.0;  ///< share of the images in the class a network names most, mean over networks
};

/// logits: [S, N, C]. Throws `Error` where S, N or C is 0 or a logit is not a finite number.
/// Source of the idea: Wenzel et al. 2020, section 5.2; Fortuin et al. 2022.
PriorSummary prior_summary(const torch::Tensor& logits);

}  // namespace bayes

#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace report {

/// What networks drawn from a prior predict for some images, before any data.
struct PriorRecord {
  std::string name;     ///< of the experiment
  std::string model;    ///< "lenet5"
  std::string prior;    ///< "Gaussian"
  std::string dataset;  ///< "mnist"
  std::int64_t seed = 0;
  std::int64_t draws = 0;
  std::int64_t images = 0;
  std::vector<std::string> class_names;  ///< [C]
  // Quantiles 5, 25, 50, 75, 95 % over networks and images.
  std::array<double, 5> top_probability{};
  std::array<double, 5> entropy{};  ///< nats, of one network's prediction
  std::array<double, 5> logit_range{};
  std::vector<std::int64_t> top_probability_counts;  ///< in equal bins of [0, 1]
  std::vector<std::int64_t> entropy_counts;          ///< in equal bins of [0, log C]
  double mean_entropy = 0.0;                         ///< nats, of one network's prediction
  double predictive_entropy = 0.0;                   ///< nats, of the prediction averaged over networks
  double logit_sd = 0.0;                             ///< over networks
  std::vector<double> class_shares;                  ///< [C]
  double agreement = 0.0;                            ///< chance that two networks name the same class
  double largest_class = 0.0;  ///< share of the images in a network's most frequent class
  std::string config_yaml;
  nlohmann::ordered_json environment;
};

}  // namespace report

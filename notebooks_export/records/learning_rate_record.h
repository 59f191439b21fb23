#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace report {

/// One step of a learning rate range test.
struct LearningRateStep {
  double learning_rate = 0.0;
  double loss = 0.0;      ///< nats per datum, of the step's batch
  double smoothed = 0.0;  ///< nats per datum
};

/// What a learning rate range test found.
struct LearningRateRecord {
  std::string name;          ///< of the experiment
  std::string method_title;  ///< "Bayes by Backprop"
  std::string model;
  std::string dataset;
  std::string optimizer;  ///< "adam"
  std::int64_t seed = 0;
  std::vector<LearningRateStep> steps;
  bool diverged = false;         ///< it ended before the highest rate
  double steepest = 0.0;         ///< rate; NaN where the loss never falls
  double tenth_of_lowest = 0.0;  ///< rate; NaN where the loss never falls
  double configured = 0.0;       ///< rate in the configuration
  std::string config_yaml;
  nlohmann::ordered_json environment;
};

}  // namespace report

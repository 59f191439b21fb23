#pragma once

#include <string>
#include <vector>

#include "experiments/config/yaml/config_node.h"

namespace bnn {

/// A setting that two configurations do not share; empty where one does not have it.
struct ConfigDifference {
  std::string key;  ///< "training.optimizer.learning_rate"
  std::string first;
  std::string second;
};

/// What differs between two configurations, in the order of the first, then what only the second has.
std::vector<ConfigDifference> config_differences(const ConfigNode& first, const ConfigNode& second);

}  // namespace bnn

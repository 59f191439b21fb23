#pragma once

#include <string>

#include "bayes/core/error.h"
#include "experiments/config/yaml/config_node.h"

namespace bnn {

/// The same error, shown at the line of the configuration where it stands, if its `where` names keys
/// ("training.batch_size"; several with ", " between them) of which `root` has one; else the error as it is.
bayes::Error located(const bayes::Error& error, const ConfigNode& root);

/// What stands under "training.batch_size"; nullptr where nothing does.
const ConfigNode* find_setting(const ConfigNode& root, const std::string& key);

}  // namespace bnn

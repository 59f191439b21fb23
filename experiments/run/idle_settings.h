#pragma once

#include <string>
#include <vector>

#include "experiments/config/experiment_config.h"

namespace bnn {

/// A setting that was written, is not the default, and changes nothing beside the others.
struct IdleSetting {
  std::string key;     ///< "training.patience"
  std::string reason;  ///< why: a sentence without its stop
};

/// All of them. The configuration is consistent with the shape of its data (`shape_ahead`).
std::vector<IdleSetting> idle_settings(const ExperimentConfig& config);

/// Where a setting has to stand to be of interest: a run that is measured again was warned of the others.
enum class Written { kAnywhere, kOnCommandLine };

/// One line each, with the place where it stands:
///     warning: my.yaml:7:13: `training.patience` has no effect: there are no validation images
/// Of several methods, a setting that they share is named where it has no effect on any.
std::vector<std::string> idle_setting_warnings(const std::vector<ExperimentConfig>& methods,
                                               Written written = Written::kAnywhere);

/// The same on standard error.
void warn_of_idle_settings(const std::vector<ExperimentConfig>& methods,
                           Written written = Written::kAnywhere);

}  // namespace bnn

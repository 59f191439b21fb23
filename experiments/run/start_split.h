#pragma once

#include <optional>

#include "experiments/datasets/dataset.h"
#include "experiments/datasets/splits.h"
#include "experiments/run/start.h"
#include "experiments/saved_run/fitted.h"

namespace bnn {

/// What the weights to start from had been fitted on; nothing where there are none, or the file does not say.
/// Throws `bayes::Error` where they cannot be read.
std::optional<Fitted> fitted_of_start(const StartSection& start);

/// Throws `bayes::Error` where images that the start, or what it started from in turn, was trained on would
/// be validated on, with the settings that make the splits agree; kData where the data are others than those
/// it had under the same name.
///   dataset_name  "mnist"
void require_apart_from_start(const Fitted& start, const std::string& dataset_name, const Dataset& dataset,
                              const Splits& splits);

}  // namespace bnn

#pragma once

#include <vector>

#include "experiments/config/yaml/field_rows.h"

namespace bnn {

/// The keys of an experiment, with their defaults, but for the options of things that are chosen by name:
/// those stand with the thing.
std::vector<FieldRow> keys_of_experiment();

}  // namespace bnn

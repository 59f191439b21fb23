#pragma once

#include <vector>

#include "bayes/conformal/conformal_method.h"
#include "experiments/catalog/entry.h"

namespace bnn {

using MakeConformalMethod = bayes::ConformalMethod();

/// What `evaluation.conformal` can name: kinds of prediction sets, whose thresholds are found on validation
/// images.
const std::vector<Entry<MakeConformalMethod>>& conformal_methods();

}  // namespace bnn

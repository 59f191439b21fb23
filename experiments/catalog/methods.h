#pragma once

#include <memory>
#include <vector>

#include "bayes/methods/inference_method.h"
#include "experiments/catalog/entry.h"

namespace bnn {

using MakeMethod = std::unique_ptr<bayes::InferenceMethod>(const bayes::Problem&);

/// The inference methods that `method.name` can name.
const std::vector<Entry<MakeMethod>>& methods();

}  // namespace bnn

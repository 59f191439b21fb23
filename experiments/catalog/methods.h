#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bayes/methods/inference_method.h"
#include "experiments/catalog/entry.h"

namespace bnn {

using MakeMethod = std::unique_ptr<bayes::InferenceMethod>(const bayes::Problem&);

/// The inference methods that `method.name` can name.
const std::vector<Entry<MakeMethod>>& methods();

/// BibTeX of the paper of the method of that name; empty where it has none.
std::string paper_of(const std::string& method);

}  // namespace bnn

#pragma once

#include <memory>
#include <vector>

#include "bayes/priors/prior.h"
#include "experiments/catalog/entry.h"

namespace bnn {

using MakePrior = std::shared_ptr<bayes::Prior>();

/// The priors that `model.prior.name` can name.
const std::vector<Entry<MakePrior>>& priors();

}  // namespace bnn

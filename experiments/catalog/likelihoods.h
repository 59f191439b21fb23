#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "bayes/likelihoods/likelihood.h"
#include "experiments/catalog/entry.h"
#include "experiments/datasets/dataset.h"

namespace bnn {

/// A likelihood before the data are read.
struct KnownLikelihood {
  Targets takes;
  /// Of so many classes, or labels.
  std::function<std::shared_ptr<const bayes::Likelihood>(std::int64_t count)> make;
};

using FindLikelihood = KnownLikelihood();

/// The likelihoods that `model.likelihood.name` can name.
const std::vector<Entry<FindLikelihood>>& likelihoods();

}  // namespace bnn

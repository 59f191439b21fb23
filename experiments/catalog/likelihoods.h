#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "bayes/likelihoods/likelihood.h"
#include "experiments/catalog/entry.h"
#include "experiments/datasets/dataset.h"

namespace bnn {

/// What a likelihood has to know of the targets.
struct TargetScale {
  std::int64_t count = 0;  ///< classes, labels or numbers
  /// Of numbers, [D]: by what they are divided before a network sees them; empty where by nothing.
  torch::Tensor sd = {};
};

/// A likelihood before the data are read.
struct KnownLikelihood {
  Targets takes;
  std::function<std::shared_ptr<const bayes::Likelihood>(const TargetScale& targets)> make;
};

using FindLikelihood = KnownLikelihood();

/// The likelihoods that `model.likelihood.name` can name.
const std::vector<Entry<FindLikelihood>>& likelihoods();

}  // namespace bnn

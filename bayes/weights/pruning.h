#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "bayes/core/weight_moments.h"

namespace bayes {

/// Which weights to remove, that is, to set to mean 0 and sd 0 exactly.
struct PruningMask {
  std::vector<torch::Tensor> remove;  ///< bool, one per tensor of moments and of its shape; true: remove
  std::int64_t removed = 0;           ///< how many are true, over all tensors
};

/// Marks the weights with the lowest signal-to-noise |mean| / sd, over all tensors together: exactly
/// round(share * number of weights) of them. Equal ones, and points (sd 0, so infinitely sure) among
/// themselves, go by |mean|, then by position. A weight that is already 0 comes first, so that pruning more
/// keeps what was pruned.
///   share  in [0, 1]
/// Throws `Error` where share is out of range, and as `weight_values`.
/// Source: Graves 2011, section 6; Blundell et al. 2015, section 5.1.
PruningMask pruning_mask(const std::vector<WeightMoments>& moments, double share);

}  // namespace bayes

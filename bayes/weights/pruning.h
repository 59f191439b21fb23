#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "bayes/core/weight_moments.h"
#include "bayes/priors/prior.h"
#include "bayes/weights/signal_to_noise.h"

namespace bayes {

/// Which weights to remove, that is, to set to mean 0 and sd 0 exactly.
struct PruningMask {
  std::vector<torch::Tensor> remove;  ///< bool, one per tensor of moments and of its shape; true: remove
  std::int64_t removed = 0;           ///< how many are true, over all tensors
  std::int64_t ranked_by_score = 0;   ///< how many weights, removed or not, the score ordered
  std::int64_t ranked_by_mean = 0;    ///< and |mean|
};

/// How much a weight matters, from its mean and its standard deviation: the lowest go first.
using WeightScore = std::function<double(double mean, double sd)>;

/// KL(N(mean, sd^2) || prior) of one weight in nats: what it costs to say it to someone who knows the prior.
/// Infinite for a point (sd 0), but -inf for a weight that is exactly 0 (mean and sd both), which was removed
/// before. Source: Hinton & van Camp 1993; Graves 2011.
WeightScore kl_cost(const Prior::Normal& prior);

/// Marks exactly round(share * number of weights) of them. A weight that is already 0 comes first, so that
/// pruning more keeps what was pruned. The others are of two kinds.
///
/// Where sd differs from weight to weight, those of lowest score go first, over all tensors together; equal
/// ones by |mean|, then by position.
///
/// Where sd / |mean| is one number for the tensor (behind dropout of any kind: sqrt(rate / (1 - rate)); of
/// points: 0), a score of both ranks nothing but rounding, or ranks the smallest weight as the dearest (KL: a
/// point has an infinite one). Such weights go by |mean|, over all such tensors together. Their ratios are
/// not compared: the rate belongs to the inputs of a layer, and by it whole layers would go.
///
/// Scores and means are in different units. Of a network that has weights of both kinds, as many of each go
/// as are among the smallest by |mean|, over all weights; which ones is decided within the kind.
///   share  in [0, 1]
/// Throws `Error` where share is out of range, and as `weight_values`.
/// Source: Graves 2011, section 6; Blundell et al. 2015, section 5.1; by |mean|: Han et al. 2015.
PruningMask pruning_mask(const std::vector<WeightMoments>& moments, double share,
                         const WeightScore& score = signal_to_noise);

}  // namespace bayes

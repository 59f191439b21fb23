#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>

#include "bayes/layers/families/network.h"
#include "bayes/priors/prior.h"
#include "bayes/runtime/thread_pool.h"

namespace bayes {

/// Logits [S, N, C], float64, of images [N, channels, height, width] under S networks whose every weight is
/// drawn from the prior, before any data. A function of (seed, draw) alone: neither the number of draws nor
/// that of threads changes one. Throws `Error` where the prior cannot be drawn from.
///   drawn  called after each draw, from any thread; what it throws comes out of here
torch::Tensor prior_logits(
    const Architecture& architecture, const Prior& prior, const torch::Tensor& images, std::int64_t draws,
    std::uint64_t seed, ThreadPool& pool, const std::function<void()>& drawn = [] {});

}  // namespace bayes

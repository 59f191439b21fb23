#pragma once

#include <torch/types.h>

#include <cstdint>

namespace bayes {

/// What is learnt from or measured on. What targets are is the likelihood's business.
struct Examples {
  torch::Tensor inputs;   ///< [N, …], floating point, standardised: images are [N, channels, height, width]
  torch::Tensor targets;  ///< [N, …], as the likelihood takes them

  std::int64_t size() const { return targets.defined() ? targets.size(0) : 0; }
};

}  // namespace bayes

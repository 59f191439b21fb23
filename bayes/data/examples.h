#pragma once

#include <torch/types.h>

#include <cstdint>

namespace bayes {

struct LabelledImages {
  torch::Tensor images;  ///< [N, channels, height, width], floating point, standardised
  torch::Tensor labels;  ///< [N, …], as the likelihood takes them

  std::int64_t size() const { return labels.defined() ? labels.size(0) : 0; }
};

}  // namespace bayes

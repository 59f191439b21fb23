#pragma once

#include <torch/types.h>

#include <utility>
#include <vector>

#include "bayes/posteriors/weight_source.h"

namespace bayes {

/// While one lives, on its thread, every posterior is drawn once: for forward passes of several batches under
/// one draw. Its `Draw` may be another object each time, with the same key.
class DrawnOnce : public WeightSource {
 public:
  torch::Tensor provide(const WeightPosterior& posterior, WeightForm form) override;

 private:
  struct Known {
    const WeightPosterior* posterior;
    WeightForm form;
    torch::Tensor value;
  };
  std::vector<Known> known_;
  bool computes_ = false;
};

}  // namespace bayes

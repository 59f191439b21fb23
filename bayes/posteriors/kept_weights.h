#pragma once

#include <torch/types.h>

#include <cstdint>
#include <memory>

#include "bayes/priors/prior.h"

namespace bayes {

/// The weights of a tensor that were not removed for good; those whose mean and standard deviation are both
/// exactly 0 were.
///
/// A removed weight is no longer in the model: neither posterior nor prior has it, and the KL is that of the
/// posterior of the kept weights from the prior of the kept weights. (As a point it would be at an infinite
/// KL from any density.) Nothing that follows here has a gradient for a removed weight.
class KeptWeights {
 public:
  /// Of one shape.
  KeptWeights(const torch::Tensor& mean, const torch::Tensor& sd);

  /// How many are kept.
  std::int64_t count() const { return count_; }
  /// What belongs to kept weights of a tensor of the weights' shape: flat, or all as it is where none was
  /// removed.
  torch::Tensor of(const torch::Tensor& tensor) const;
  /// The rows of kept weights of a matrix that has a row for each weight.
  torch::Tensor rows_of(const torch::Tensor& matrix) const;
  /// 1 where kept, else 0; of the weights' shape and type.
  torch::Tensor mask() const;
  /// The prior of what `of` gives.
  std::shared_ptr<const Prior> of(const std::shared_ptr<const Prior>& prior) const;

 private:
  torch::Tensor kept_;  // bool; undefined where none was removed
  torch::Tensor like_;
  std::int64_t count_;
};

}  // namespace bayes

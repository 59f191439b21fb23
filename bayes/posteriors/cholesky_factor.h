#pragma once

#include <torch/nn/pimpl.h>
#include <torch/types.h>

#include <cstdint>

#include "bayes/core/cloneable.h"

namespace bayes {

/// A lower triangular matrix L [size, size] with a positive diagonal: any covariance L L^T, without
/// constraints on what is trained.
///
/// Parameters `rho` [size], whose softplus is the diagonal, and, where size > 1, `below`
/// [size (size - 1) / 2], row by row what lies below it in units of the row's diagonal: optimisers whose
/// steps have a size of their own, as Adam's, would else drown small deviations in it. Starts as
/// `initial` times the identity. Cost: size^2 / 2 numbers.
class CholeskyFactorImpl : public Cloneable<CholeskyFactorImpl> {
 public:
  /// size >= 1, initial > 0.
  CholeskyFactorImpl(std::int64_t size, double initial);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;

  /// L, differentiable.
  torch::Tensor matrix() const;
  /// The diagonal of L [size], differentiable.
  torch::Tensor diagonal() const { return torch::softplus(rho); }

  std::int64_t size;
  double initial;
  torch::Tensor rho;
  torch::Tensor below;  // undefined where size is 1
};
TORCH_MODULE(CholeskyFactor);

}  // namespace bayes

#pragma once

#include <torch/nn/pimpl.h>

#include <memory>
#include <vector>

#include "bayes/core/cloneable.h"
#include "bayes/posteriors/cholesky_factor.h"
#include "bayes/posteriors/joint_posterior.h"
#include "bayes/posteriors/posterior.h"

namespace bayes {

/// The matrix normal MN(M, U, V) over a weight [out, in, places…], seen as a matrix of n = out rows and
/// p = in places columns: row i and row k covary by U[i, k] V, and likewise columns by V. W = M + A E B^T
/// with E [n, p] of independent N(0, 1), U = A A^T and V = B B^T; A and B are `CholeskyFactor`s, so that both
/// covariances are full and independent of each other.
///
/// Parameters `mu`, those of the children `rows` (A) and `columns` (B); a single column has no B, whose one
/// number A has as well. With A and B diagonal it is `TiedGaussian` of rank 1. The covariance of the weights
/// flattened is U ⊗ V and never made: the standard deviation of a weight is |A[i]| |B[j]|, by the norms of
/// the rows, and the entropy
///   n p log(2 pi e) / 2 + p log|A| + n log|B|.
/// It costs (n^2 + p^2) / 2 numbers and n p (n + p) / 2 multiplications a draw, as much as a forward pass of
/// (n + p) / 2 examples: right for any layer, dear for wide ones (p = 784: 0.3 million numbers). The weights
/// are not independent: estimators other than weight sampling are refused.
///
/// `prune` removes the noise E of removed weights with them (buffer `kept`), and scales that of the others so
/// that each kept weight has the standard deviation that it had. A ⊗ B without the rows and columns of
/// removed weights is triangular again, hence the entropy stays in closed form; that of the marginal of the
/// kept weights has none. Source: Louizos & Welling 2016, "Structured and efficient variational deep learning
/// with matrix Gaussian posteriors", who take U and V diagonal in their experiments.
class MatrixGaussianImpl : public Cloneable<MatrixGaussianImpl, JointPosterior> {
 public:
  MatrixGaussianImpl(std::vector<std::int64_t> sizes, double initial_sigma,
                     const std::shared_ptr<const Prior>& prior);
  void reset() override;
  void reset_parameters(double bound) override;
  void pretty_print(std::ostream& stream) const override;

  bool is_factorised() const override { return false; }
  torch::Tensor entropy() const override;
  void prune(const torch::Tensor& mask) override;

  CholeskyFactor rows{nullptr};
  CholeskyFactor columns{nullptr};  // empty where there is one column
  torch::Tensor kept;               // as the weight; 0 where it was removed, else 1

 protected:
  std::int64_t noise_count() const override { return count(); }
  torch::Tensor deviation(const torch::Tensor& noise) const override;
  torch::Tensor marginal_sd() const override;
  bool has_gaussian_marginals() const override { return true; }

 private:
  torch::Tensor product(const torch::Tensor& a, const torch::Tensor& inner, const torch::Tensor& b) const;
  torch::Tensor compensation() const;
};
TORCH_MODULE(MatrixGaussian);

/// The kind `matrix`.
PosteriorKind matrix_posterior();

}  // namespace bayes

#pragma once

#include <torch/nn/pimpl.h>

#include <memory>
#include <vector>

#include "bayes/core/cloneable.h"
#include "bayes/posteriors/joint_posterior.h"
#include "bayes/posteriors/posterior.h"

namespace bayes {

/// Independent Gaussians whose standard deviations are tied: sd[i, j] = sum over k of u[i, k] v[k, j], with u
/// and v positive and k up to `rank`: the k-tied normal. Deviations of a weight [out, in, places…] take rank
/// (out + in places) numbers instead of out in places; with rank 1 it is the matrix normal posterior of
/// Louizos & Welling 2016 with diagonal covariances.
///
/// Parameters `mu`, `row_rho` [out, rank] and `column_rho` [rank, in places], through softplus; all start so
/// that sd is `initial_sigma`, with the terms told apart by noise of 10 %. A weight of fewer than two
/// dimensions has a single column. Serves every estimator. `prune` keeps a mask beside them (buffer `kept`),
/// as the deviation of a single weight cannot be 0 otherwise. Throws `Error` where rank < 1. Source:
/// Swiatkowski et al. 2020, "The k-tied normal distribution", section 3.
class TiedGaussianImpl : public Cloneable<TiedGaussianImpl, JointPosterior> {
 public:
  TiedGaussianImpl(std::vector<std::int64_t> sizes, double initial_sigma, std::int64_t rank,
                   const std::shared_ptr<const Prior>& prior);
  void reset() override;
  void reset_parameters(double bound) override;
  void pretty_print(std::ostream& stream) const override;

  bool is_factorised() const override { return true; }
  torch::Tensor entropy() const override;
  void prune(const torch::Tensor& mask) override;

  std::int64_t rank;
  torch::Tensor row_rho;     // [out, rank]
  torch::Tensor column_rho;  // [rank, in * places]
  torch::Tensor kept;        // as the weight; 0 where it was removed, else 1

 protected:
  std::int64_t noise_count() const override { return count(); }
  torch::Tensor deviation(const torch::Tensor& noise) const override;
  torch::Tensor marginal_sd() const override;
  bool has_gaussian_marginals() const override { return true; }
};
TORCH_MODULE(TiedGaussian);

/// The kind `tied`, which takes `rank`.
PosteriorKind tied_posterior();

}  // namespace bayes

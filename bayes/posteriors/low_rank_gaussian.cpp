#include "bayes/posteriors/low_rank_gaussian.h"

#include <cmath>
#include <limits>
#include <utility>

#include "bayes/core/error.h"
#include "bayes/posteriors/kept_weights.h"
#include "bayes/posteriors/mean_field_gaussian.h"

namespace bayes {

LowRankGaussianImpl::LowRankGaussianImpl(std::vector<std::int64_t> sizes, double initial_sigma,
                                         std::int64_t rank, const std::shared_ptr<const Prior>& prior)
    : Cloneable("LowRankGaussian", std::move(sizes), initial_sigma, prior), rank(rank) {
  if (rank < 1) {
    throw Error("the rank of a posterior is " + std::to_string(rank), "LowRankGaussian",
                "choose 1 or more, or the posterior mean_field");
  }
  reset();
}

void LowRankGaussianImpl::reset() {
  mu = register_parameter("mu", torch::zeros(sizes));
  rho = register_parameter("rho", torch::full(sizes, inverse_softplus(initial_sigma)));
  factor = register_parameter("factor", 0.1 * torch::randn({count(), rank}));
  prior = register_module("prior", prior->copy());
}

void LowRankGaussianImpl::reset_parameters(double bound) {
  torch::NoGradGuard no_grad;
  mu.uniform_(-bound, bound);
  rho.fill_(inverse_softplus(initial_sigma));
  factor.normal_().mul_(0.1);
}

void LowRankGaussianImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::LowRankGaussian(" << torch::IntArrayRef(sizes) << ", initial_sigma=" << initial_sigma
         << ", rank=" << rank << ")";
}

torch::Tensor LowRankGaussianImpl::deviation(const torch::Tensor& noise) const {
  const auto own = noise.narrow(0, 0, count()), shared = noise.narrow(0, count(), rank);
  return torch::softplus(rho) * (own + factor.mv(shared)).view(sizes);
}

torch::Tensor LowRankGaussianImpl::marginal_sd() const {
  return torch::softplus(rho) * (1.0 + factor.square().sum(1)).sqrt().view(sizes);
}

torch::Tensor LowRankGaussianImpl::entropy() const {
  const auto sigma = torch::softplus(rho);
  const KeptWeights kept(mu, sigma);
  const auto rows = kept.rows_of(factor);  // the covariance of the kept weights is that of their rows
  const auto capacitance = torch::eye(rank, factor.options().requires_grad(false)) + rows.t().mm(rows);
  const auto half_log_determinant = torch::linalg_cholesky(capacitance).diagonal().log().sum();
  const double constant = (0.5 * std::log(2.0 * M_PI) + 0.5) * static_cast<double>(kept.count());
  return kept.of(sigma).log().sum() + half_log_determinant + constant;
}

void LowRankGaussianImpl::prune(const torch::Tensor& mask) {
  torch::NoGradGuard no_grad;
  mu.masked_fill_(mask, 0.0);
  rho.masked_fill_(mask, -std::numeric_limits<double>::infinity());
}

PosteriorKind low_rank_posterior() {
  return {"low_rank",
          "Low rank plus diagonal",
          "Gaussians with `rank` directions in which the weights of a tensor covary.",
          "Ong et al. 2018",
          {"rank"},
          [](const auto& options, const auto& sizes, const auto& prior) {
            return LowRankGaussian(sizes, options.initial_sigma, options.rank, prior);
          },
          saved_mu};
}

}  // namespace bayes

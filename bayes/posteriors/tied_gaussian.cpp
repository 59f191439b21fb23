#include "bayes/posteriors/tied_gaussian.h"

#include <cmath>
#include <utility>

#include "bayes/core/error.h"
#include "bayes/posteriors/kept_weights.h"
#include "bayes/posteriors/mean_field_gaussian.h"

namespace bayes {

TiedGaussianImpl::TiedGaussianImpl(std::vector<std::int64_t> sizes, double initial_sigma, std::int64_t rank,
                                   const std::shared_ptr<const Prior>& prior)
    : Cloneable("TiedGaussian", std::move(sizes), initial_sigma, prior), rank(rank) {
  if (rank < 1) {
    throw Error("the rank of a posterior is " + std::to_string(rank), "TiedGaussian",
                "choose 1 or more, or the posterior mean_field");
  }
  reset();
}

void TiedGaussianImpl::reset() {
  mu = register_parameter("mu", torch::zeros(sizes));
  const std::int64_t rows = sizes.empty() ? 1 : sizes[0];
  row_rho = register_parameter("row_rho", torch::empty({rows, rank}));
  column_rho = register_parameter("column_rho", torch::empty({rank, count() / rows}));
  kept = register_buffer("kept", torch::ones(sizes));
  prior = register_module("prior", prior->copy());
  reset_parameters(0.0);
}

void TiedGaussianImpl::reset_parameters(double bound) {
  torch::NoGradGuard no_grad;
  mu.uniform_(-bound, bound);
  // Equal terms would stay equal for ever: softplus moves by about 10 % where rho moves by 0.1 of it.
  const double part = std::sqrt(initial_sigma / static_cast<double>(rank));
  row_rho.normal_(inverse_softplus(part), 0.1);
  column_rho.normal_(inverse_softplus(part), 0.1);
}

void TiedGaussianImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::TiedGaussian(" << torch::IntArrayRef(sizes) << ", initial_sigma=" << initial_sigma
         << ", rank=" << rank << ")";
}

torch::Tensor TiedGaussianImpl::deviation(const torch::Tensor& noise) const {
  return marginal_sd() * noise.view(sizes);
}

torch::Tensor TiedGaussianImpl::marginal_sd() const {
  return torch::softplus(row_rho).mm(torch::softplus(column_rho)).view(sizes) * kept;
}

torch::Tensor TiedGaussianImpl::entropy() const {
  const auto sd = marginal_sd();
  const KeptWeights kept(mu, sd);
  const double constant = (0.5 * std::log(2.0 * M_PI) + 0.5) * static_cast<double>(kept.count());
  return kept.of(sd).log().sum() + constant;
}

void TiedGaussianImpl::prune(const torch::Tensor& mask) {
  torch::NoGradGuard no_grad;
  mu.masked_fill_(mask, 0.0);
  kept.masked_fill_(mask, 0.0);
}

PosteriorKind tied_posterior() {
  return {"tied",
          "Tied Gaussian",
          "Independent Gaussians whose standard deviations are sums of `rank` products of rows and columns.",
          "Swiatkowski et al. 2020, section 3",
          {"rank"},
          [](const auto& options, const auto& sizes, const auto& prior) {
            return TiedGaussian(sizes, options.initial_sigma, options.rank, prior);
          },
          saved_mu};
}

}  // namespace bayes

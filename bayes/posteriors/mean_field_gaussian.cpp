#include "bayes/posteriors/mean_field_gaussian.h"

#include <cmath>
#include <limits>
#include <utility>

#include "bayes/core/draw.h"
#include "bayes/core/guards.h"
#include "bayes/core/noise.h"
#include "bayes/kernels/update/variational_update.h"
#include "bayes/posteriors/weight_source.h"

namespace bayes {
namespace {

// log q(mu + sigma * noise) - log p(mu + sigma * noise): an unbiased estimate of the KL.
torch::Tensor kl_of_draw(const Prior& prior, const torch::Tensor& mu, const torch::Tensor& sigma,
                         const torch::Tensor& noise) {
  const double constant = 0.5 * std::log(2.0 * M_PI) * static_cast<double>(noise.numel());
  const auto log_posterior = -sigma.log().sum() - 0.5 * noise.square().sum() - constant;
  return log_posterior - prior.log_density(mu + sigma * noise);
}

}  // namespace

double inverse_softplus(double sigma) { return sigma + std::log(-std::expm1(-sigma)); }

MeanFieldGaussianImpl::MeanFieldGaussianImpl(std::vector<std::int64_t> sizes, double initial_sigma,
                                             const std::shared_ptr<const Prior>& prior)
    : sizes(std::move(sizes)), initial_sigma(initial_sigma) {
  require_posterior("MeanFieldGaussian", initial_sigma, prior.get());
  this->prior = prior->copy_for(this->sizes);
  reset();
}

void MeanFieldGaussianImpl::reset() {
  mu = register_parameter("mu", torch::zeros(sizes));
  rho = register_parameter("rho", torch::full(sizes, inverse_softplus(initial_sigma)));
  prior = register_module("prior", prior->copy());
}

void MeanFieldGaussianImpl::reset_parameters(double bound) {
  torch::NoGradGuard no_grad;
  mu.uniform_(-bound, bound);
  rho.fill_(inverse_softplus(initial_sigma));
}

void MeanFieldGaussianImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::MeanFieldGaussian(" << torch::IntArrayRef(sizes) << ", initial_sigma=" << initial_sigma
         << ")";
}

torch::Tensor MeanFieldGaussianImpl::mean() const {
  const auto given = WeightSource::ask(*this, WeightForm::kMean);
  return given.defined() ? given : mu;
}

torch::Tensor MeanFieldGaussianImpl::sd() const {
  const auto given = WeightSource::ask(*this, WeightForm::kSd);
  return given.defined() ? given : sigma();
}

torch::Tensor MeanFieldGaussianImpl::variance() const {
  const auto given = WeightSource::ask(*this, WeightForm::kVariance);
  return given.defined() ? given : sigma().square();
}

torch::Tensor MeanFieldGaussianImpl::draw() const {
  if (PosteriorMeanGuard::active()) return mu;
  const auto given = WeightSource::ask(*this, WeightForm::kDraw);
  if (given.defined()) return given;
  if (serves_prediction()) {
    auto weight = weight_normal(owner(), sizes, mu.options().requires_grad(false));
    kernels::draw_weights(mu.data_ptr<float>(), rho.data_ptr<float>(), weight.data_ptr<float>(),
                          weight.numel(), weight.data_ptr<float>());
    return weight;
  }
  return mu + fresh_perturbation();
}

// Whether a draw is for prediction alone, without gradient and KL, and so may be made in one pass.
bool MeanFieldGaussianImpl::serves_prediction() const {
  const Draw* scope = Draw::current();
  return !torch::GradMode::is_enabled() && (scope == nullptr || !scope->wants_kl(owner())) && mu.is_cpu() &&
         mu.scalar_type() == torch::kFloat32 && mu.is_contiguous() && rho.is_contiguous();
}

torch::Tensor MeanFieldGaussianImpl::perturbation() const {
  if (PosteriorMeanGuard::active()) return torch::zeros_like(mu);
  const auto given = WeightSource::ask(*this, WeightForm::kPerturbation);
  return given.defined() ? given : fresh_perturbation();
}

torch::Tensor MeanFieldGaussianImpl::fresh_perturbation() const {
  const auto sigma = this->sigma();
  const auto noise = weight_normal(owner(), sizes, mu.options().requires_grad(false));
  Draw* scope = Draw::current();
  if (scope != nullptr && scope->wants_kl(owner())) {
    const KeptWeights kept(mu, sigma);
    scope->add_kl(owner(), kl_of(sigma, kept, [&] { return noise; }), kept.count());
  }
  return sigma * noise;
}

void MeanFieldGaussianImpl::collect_kl() const {
  Draw* scope = Draw::current();
  if (scope == nullptr || PosteriorMeanGuard::active()) return;
  // An estimated KL takes noise; its place is taken even where none is wanted, so that what comes after it is
  // the same.
  if (!prior->as_normal(sizes)) scope->weight_key(owner());
  if (scope->wants_kl(owner())) scope->add_kl(owner(), kl(), kept_count());
}

torch::Tensor MeanFieldGaussianImpl::kl() const {
  const auto sigma = this->sigma();
  return kl_of(sigma, KeptWeights(mu, sigma),
               [&] { return weight_normal(owner(), sizes, mu.options().requires_grad(false)); });
}

bool MeanFieldGaussianImpl::has_closed_kl() const {
  return prior->as_normal(sizes) || prior->kl_from_gaussian(mu.detach(), sigma().detach());
}

torch::Tensor MeanFieldGaussianImpl::entropy() const {
  const auto sigma = this->sigma();
  const KeptWeights kept(mu, sigma);
  const double of_unit = 0.5 * std::log(2.0 * M_PI) + 0.5;  // of N(0, 1)
  return kept.of(sigma).log().sum() + of_unit * static_cast<double>(kept.count());
}

std::int64_t MeanFieldGaussianImpl::kept_count() const {
  const torch::NoGradGuard no_grad;
  return KeptWeights(mu, sigma()).count();
}

// Asks for noise where the KL is estimated.
torch::Tensor MeanFieldGaussianImpl::kl_of(const torch::Tensor& sigma, const KeptWeights& kept,
                                           const std::function<torch::Tensor()>& noise) const {
  if (kept.count() == 0) return torch::zeros({}, mu.options().requires_grad(false));
  const auto of_kept = kept.of(prior);
  if (const auto closed = of_kept->kl_from_gaussian(kept.of(mu), kept.of(sigma))) return *closed;
  return kl_of_draw(*of_kept, kept.of(mu), kept.of(sigma), kept.of(noise()));
}

void MeanFieldGaussianImpl::prune(const torch::Tensor& mask) {
  torch::NoGradGuard no_grad;
  mu.masked_fill_(mask, 0.0);
  // softplus(-inf) is exactly 0; rho = 0 would leave a standard deviation of log 2.
  rho.masked_fill_(mask, -std::numeric_limits<double>::infinity());
}

std::vector<WeightMoments> MeanFieldGaussianImpl::moments() const {
  torch::NoGradGuard no_grad;
  const auto sd = sigma().detach();
  return {{"", mu.detach().clone(), sd, kl().item<double>(), prior->learnt_scales(mu, sd)}};
}

PosteriorKind mean_field_posterior() {
  return {"mean_field",
          "Mean field",
          "An independent Gaussian for every weight.",
          "Blundell et al. 2015",
          {},
          [](const auto& options, const auto& sizes, const auto& prior) {
            return MeanFieldGaussian(sizes, options.initial_sigma, prior);
          },
          saved_mu};
}

}  // namespace bayes

#include "bayes/posteriors/reparameterised_posterior.h"

#include <utility>

#include "bayes/core/draw.h"
#include "bayes/core/guards.h"
#include "bayes/core/noise.h"
#include "bayes/posteriors/kept_weights.h"
#include "bayes/posteriors/weight_source.h"

namespace bayes {

ReparameterisedPosterior::ReparameterisedPosterior(const std::string& where, std::vector<std::int64_t> sizes,
                                                   double initial_sigma,
                                                   const std::shared_ptr<const Prior>& prior)
    : sizes(std::move(sizes)), initial_sigma(initial_sigma) {
  require_posterior(where, initial_sigma, prior.get());
  this->prior = prior->copy_for(this->sizes);
}

std::int64_t ReparameterisedPosterior::count() const {
  std::int64_t count = 1;
  for (const auto size : sizes) count *= size;
  return count;
}

torch::Tensor ReparameterisedPosterior::noise() const {
  return weight_normal(owner(), {noise_count()}, centre().options().requires_grad(false));
}

torch::Tensor ReparameterisedPosterior::mean() const {
  const auto given = WeightSource::ask(*this, WeightForm::kMean);
  return given.defined() ? given : centre();
}

torch::Tensor ReparameterisedPosterior::sd() const {
  const auto given = WeightSource::ask(*this, WeightForm::kSd);
  return given.defined() ? given : marginal_sd();
}

torch::Tensor ReparameterisedPosterior::variance() const {
  const auto given = WeightSource::ask(*this, WeightForm::kVariance);
  return given.defined() ? given : marginal_sd().square();
}

torch::Tensor ReparameterisedPosterior::draw() const {
  if (PosteriorMeanGuard::active()) return centre();
  const auto given = WeightSource::ask(*this, WeightForm::kDraw);
  return given.defined() ? given : centre() + fresh_deviation();
}

torch::Tensor ReparameterisedPosterior::perturbation() const {
  if (PosteriorMeanGuard::active()) return torch::zeros_like(centre());
  const auto given = WeightSource::ask(*this, WeightForm::kPerturbation);
  return given.defined() ? given : fresh_deviation();
}

torch::Tensor ReparameterisedPosterior::fresh_deviation() const {
  const auto deviation = this->deviation(noise());
  Draw* scope = Draw::current();
  if (scope != nullptr && scope->wants_kl(owner())) scope->add_kl(owner(), kl_of(deviation), kept_count());
  return deviation;
}

void ReparameterisedPosterior::collect_kl() const {
  Draw* scope = Draw::current();
  if (scope == nullptr || PosteriorMeanGuard::active()) return;
  scope->weight_key(owner());  // its place is taken even where no KL is wanted
  if (scope->wants_kl(owner())) scope->add_kl(owner(), kl(), kept_count());
}

torch::Tensor ReparameterisedPosterior::kl() const { return kl_of(deviation(noise())); }

std::int64_t ReparameterisedPosterior::kept_count() const {
  const torch::NoGradGuard no_grad;
  return KeptWeights(centre(), marginal_sd()).count();
}

std::vector<WeightMoments> ReparameterisedPosterior::moments() const {
  torch::NoGradGuard no_grad;
  const auto mean = centre().detach().clone(), sd = marginal_sd().detach().clone();
  return {{"", mean, sd, kl().item<double>(), prior->learnt_scales(mean, sd)}};
}

}  // namespace bayes

#include "bayes/posteriors/joint_posterior.h"

#include <cmath>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/core/guards.h"
#include "bayes/core/noise.h"
#include "bayes/posteriors/weight_source.h"

namespace bayes {

JointPosterior::JointPosterior(const std::string& where, std::vector<std::int64_t> sizes,
                               double initial_sigma, const std::shared_ptr<const Prior>& prior)
    : sizes(std::move(sizes)), initial_sigma(initial_sigma) {
  require_posterior(where, initial_sigma, prior.get());
  this->prior = prior->copy_for(this->sizes);
}

torch::Tensor JointPosterior::noise() const {
  return weight_normal(owner(), {noise_count()}, mu.options().requires_grad(false));
}

torch::Tensor JointPosterior::mean() const {
  const auto given = WeightSource::ask(*this, WeightForm::kMean);
  return given.defined() ? given : mu;
}

torch::Tensor JointPosterior::sd() const {
  const auto given = WeightSource::ask(*this, WeightForm::kSd);
  return given.defined() ? given : marginal_sd();
}

torch::Tensor JointPosterior::variance() const {
  const auto given = WeightSource::ask(*this, WeightForm::kVariance);
  return given.defined() ? given : marginal_sd().square();
}

torch::Tensor JointPosterior::draw() const {
  if (PosteriorMeanGuard::active()) return mu;
  const auto given = WeightSource::ask(*this, WeightForm::kDraw);
  return given.defined() ? given : mu + fresh_deviation();
}

torch::Tensor JointPosterior::perturbation() const {
  if (PosteriorMeanGuard::active()) return torch::zeros_like(mu);
  const auto given = WeightSource::ask(*this, WeightForm::kPerturbation);
  return given.defined() ? given : fresh_deviation();
}

torch::Tensor JointPosterior::fresh_deviation() const {
  const auto deviation = this->deviation(noise());
  Draw* scope = Draw::current();
  if (scope != nullptr && scope->wants_kl(owner())) scope->add_kl(owner(), kl_of(deviation), count());
  return deviation;
}

// The KL, where it is estimated on this deviation's weight.
torch::Tensor JointPosterior::kl_of(const torch::Tensor& deviation) const {
  if (has_gaussian_marginals() || prior->is_quadratic()) {
    // The closed form less the entropy that Gaussians of these deviations would have leaves E(-log p).
    const auto sd = marginal_sd();
    if (const auto closed = prior->kl_from_gaussian(mu, sd)) {
      const double of_unit = 0.5 * std::log(2.0 * M_PI) + 0.5;
      return *closed + (sd.log().sum() + of_unit * static_cast<double>(count()) - entropy());
    }
  }
  return -prior->log_density(mu + deviation) - entropy();
}

void JointPosterior::collect_kl() const {
  Draw* scope = Draw::current();
  if (scope == nullptr || PosteriorMeanGuard::active()) return;
  scope->weight_key(owner());  // its place is taken even where no KL is wanted
  if (scope->wants_kl(owner())) scope->add_kl(owner(), kl(), count());
}

torch::Tensor JointPosterior::kl() const { return kl_of(deviation(noise())); }

std::vector<WeightMoments> JointPosterior::moments() const {
  torch::NoGradGuard no_grad;
  const auto sd = marginal_sd().detach().clone();
  return {{"", mu.detach().clone(), sd, kl().item<double>(), prior->learnt_scales(mu, sd)}};
}

}  // namespace bayes

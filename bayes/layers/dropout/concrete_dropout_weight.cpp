#include "bayes/layers/dropout/concrete_dropout_weight.h"

#include <cmath>
#include <utility>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/core/guards.h"
#include "bayes/core/noise.h"
#include "bayes/posteriors/kept_weights.h"

namespace bayes {

ConcreteDropoutWeightImpl::ConcreteDropoutWeightImpl(std::vector<std::int64_t> sizes, std::int64_t inputs,
                                                     const ConcreteDropoutOptions& options,
                                                     const std::shared_ptr<const Prior>& prior,
                                                     std::size_t input_axis)
    : sizes(std::move(sizes)), inputs(inputs), input_axis(input_axis), options(options) {
  if (!(options.initial_rate > 0.0 && options.initial_rate < 1.0)) {
    throw Error("the initial rate of concrete dropout is " + std::to_string(options.initial_rate),
                "ConcreteDropoutWeight", "choose a share in (0, 1)");
  }
  if (!(options.temperature > 0.0)) {
    throw Error("the temperature of concrete dropout is " + std::to_string(options.temperature),
                "ConcreteDropoutWeight", "choose a number > 0, such as 0.1");
  }
  this->prior = prior->copy();
  reset();
}

void ConcreteDropoutWeightImpl::reset() {
  weight = register_parameter("mean", torch::zeros(sizes));
  const double rate = options.initial_rate;
  logit = register_parameter("logit", torch::full({1}, std::log(rate / (1.0 - rate))));
  prior = register_module("prior", prior->copy());
}

void ConcreteDropoutWeightImpl::reset_parameters(double bound) {
  torch::NoGradGuard no_grad;
  weight.uniform_(-bound, bound);
  logit.fill_(std::log(options.initial_rate / (1.0 - options.initial_rate)));
}

void ConcreteDropoutWeightImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::ConcreteDropoutWeight(" << torch::IntArrayRef(sizes)
         << ", initial_rate=" << options.initial_rate << ", temperature=" << options.temperature << ")";
}

torch::Tensor ConcreteDropoutWeightImpl::rate() const { return logit.sigmoid().squeeze(0); }

// The logit of a uniform number, from a normal one: log Phi(normal) - log Phi(-normal).
torch::Tensor ConcreteDropoutWeightImpl::factors_of(const torch::Tensor& normal) const {
  const auto logistic = at::special_log_ndtr(normal) - at::special_log_ndtr(-normal);
  // (1 - z) / (1 - p), with 1 - sigmoid(x) = sigmoid(-x)
  return (-(logit + logistic) / options.temperature).sigmoid() / (-logit).sigmoid();
}

torch::Tensor ConcreteDropoutWeightImpl::factors(const torch::Tensor& input) const {
  collect_kl();
  std::vector<std::int64_t> per_channel(input.dim(), 1);
  per_channel[0] = input.size(0);
  per_channel[1] = input.size(1);
  return factors_of(example_normal(per_channel, input.options().requires_grad(false), layout_of(input)));
}

torch::Tensor ConcreteDropoutWeightImpl::draw() const {
  if (PosteriorMeanGuard::active() || DropoutOffGuard::active()) return weight;
  collect_kl();
  const auto factors = factors_of(weight_normal(owner(), {inputs}, weight.options().requires_grad(false)));
  std::vector<std::int64_t> of_kernel(sizes.size(), 1);
  of_kernel[0] = sizes[0];
  if (input_axis == 0) return weight * factors.view(of_kernel);
  // A kernel of group g sees the inputs of its group.
  const std::int64_t groups = inputs / sizes[1];
  of_kernel[1] = sizes[1];
  const auto of_groups = factors.view({groups, 1, sizes[1]}).expand({groups, sizes[0] / groups, sizes[1]});
  return weight * of_groups.reshape(of_kernel);
}

torch::Tensor ConcreteDropoutWeightImpl::perturbation() const { return draw() - weight; }

torch::Tensor ConcreteDropoutWeightImpl::sd() const {
  return weight.abs() * (0.5 * logit).exp();  // p / (1 - p) = exp(logit)
}

void ConcreteDropoutWeightImpl::collect_kl() const {
  Draw* scope = Draw::current();
  const bool draws = !PosteriorMeanGuard::active() && !DropoutOffGuard::active();
  if (draws && scope != nullptr && scope->wants_kl(owner())) scope->add_kl(owner(), kl(), kept_count());
}

torch::Tensor ConcreteDropoutWeightImpl::kl() const {
  const auto keep = (-logit).sigmoid().squeeze(0);
  const auto of_weight = prior->log_density(torch::zeros_like(weight)) - prior->log_density(weight / keep);
  return keep * of_weight + (std::log(2.0) * static_cast<double>(inputs) + negative_entropy());
}

torch::Tensor ConcreteDropoutWeightImpl::negative_entropy() const {
  const auto p = rate(), keep = (-logit).sigmoid().squeeze(0);
  const auto log_p = torch::log_sigmoid(logit).squeeze(0), log_keep = torch::log_sigmoid(-logit).squeeze(0);
  return static_cast<double>(inputs) * (p * log_p + keep * log_keep);
}

torch::Tensor ConcreteDropoutWeightImpl::saved_mean(const State& saved) {
  const auto mean = saved.find("mean");
  return mean == saved.end() || saved.count("logit") == 0 ? torch::Tensor() : mean->second;
}

torch::Tensor ConcreteDropoutWeightImpl::entropy() const { return -negative_entropy(); }

std::int64_t ConcreteDropoutWeightImpl::kept_count() const {
  const torch::NoGradGuard no_grad;
  return KeptWeights(weight, sd()).count();
}

void ConcreteDropoutWeightImpl::prune(const torch::Tensor& mask) {
  torch::NoGradGuard no_grad;
  weight.masked_fill_(mask, 0.0);
}

std::vector<WeightMoments> ConcreteDropoutWeightImpl::moments() const {
  torch::NoGradGuard no_grad;
  return {{"",
           weight.detach().clone(),
           sd().detach(),
           kl().item<double>(),
           {{"dropout_rate", rate().item<double>()}}}};
}

}  // namespace bayes

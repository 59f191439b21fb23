#include "bayes/priors/horseshoe.h"

#include <cmath>
#include <utility>

#include "bayes/core/error.h"
#include "bayes/core/noise.h"
#include "bayes/core/shape.h"
#include "bayes/priors/gauss_hermite.h"

namespace bayes {
namespace {

constexpr double kInitialSd = 0.5;  // of a log scale: a factor of 1.6 up or down

// KL(N(m, s^2) || the law of the log of a half-Cauchy variable with scale 1), summed.
torch::Tensor kl_of_log_scale(const torch::Tensor& m, const torch::Tensor& s) {
  const auto& [points, weights] = gauss_hermite();
  std::vector<std::int64_t> column(m.dim() + 1, 1);
  column[0] = points.size(0);
  const auto z = points.view(column).to(m.options()), share = weights.view(column).to(m.options());
  const auto softplus = (share * torch::softplus(2.0 * (m + s * z))).sum();
  const double constant = std::log(2.0 / M_PI) + 0.5 * std::log(2.0 * M_PI) + 0.5;
  return softplus - m.sum() - s.log().sum() - constant * static_cast<double>(m.numel());
}

}  // namespace

HorseshoePriorImpl::HorseshoePriorImpl(const HorseshoePriorOptions& options, std::vector<std::int64_t> sizes)
    : options(options), sizes(std::move(sizes)) {
  if (!(options.scale > 0.0) || !std::isfinite(options.scale)) {
    throw Error("the horseshoe prior has scale " + std::to_string(options.scale), "HorseshoePrior",
                "choose a number > 0");
  }
  reset();
}

void HorseshoePriorImpl::reset() {
  scale = register_buffer("scale", torch::tensor(options.scale, torch::kFloat64));
  if (sizes.empty()) return;
  const double rho = std::log(std::expm1(kInitialSd));
  local_mean = register_parameter("local_mean", torch::zeros(sizes));
  local_rho = register_parameter("local_rho", torch::full(sizes, rho));
  global_mean = register_parameter("global_mean", torch::full({1}, std::log(options.scale)));
  global_rho = register_parameter("global_rho", torch::full({1}, rho));
}

std::shared_ptr<Prior> HorseshoePriorImpl::copy_for(torch::IntArrayRef sizes) const {
  const auto fitting = std::make_shared<HorseshoePriorImpl>(options, sizes.vec());
  torch::NoGradGuard no_grad;
  fitting->scale.copy_(scale);
  return fitting;
}

std::shared_ptr<const Prior> HorseshoePriorImpl::for_kept(const torch::Tensor& kept) const {
  const auto of_kept = std::make_shared<HorseshoePriorImpl>(options);
  of_kept->scale = scale;
  of_kept->local_mean = local_mean.masked_select(kept);
  of_kept->local_rho = local_rho.masked_select(kept);
  of_kept->global_mean = global_mean;
  of_kept->global_rho = global_rho;
  of_kept->sizes = of_kept->local_mean.sizes().vec();
  return of_kept;
}

void HorseshoePriorImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::HorseshoePrior(scale=" << scale.item<double>() << ")";
}

torch::Tensor HorseshoePriorImpl::log_density(const torch::Tensor&) const {
  throw Error("the horseshoe's density has a pole at zero, where points would all end", "HorseshoePrior",
              "choose a variational method for all layers, or a prior such as student_t");
}

torch::Tensor HorseshoePriorImpl::draw(torch::IntArrayRef sizes, const torch::TensorOptions& options) const {
  // A half-Cauchy variable is the size of a ratio of normal ones.
  const auto half_cauchy = [&](torch::IntArrayRef some) {
    const auto above = weight_normal(nullptr, some, options), below = weight_normal(nullptr, some, options);
    return (above / below).abs();
  };
  const auto tau = scale * half_cauchy({1});
  const auto lambda = half_cauchy(sizes);
  return tau.to(options) * lambda * weight_normal(nullptr, sizes, options);
}

std::optional<torch::Tensor> HorseshoePriorImpl::kl_from_gaussian(const torch::Tensor& mean,
                                                                  const torch::Tensor& sd) const {
  if (mean.sizes() != torch::IntArrayRef(sizes)) {
    throw Error(
        "the scales are of shape " + shape_text(sizes) + ", the weights of shape " + shape_text(mean.sizes()),
        "HorseshoePrior", "use what copy_for gives for these sizes");
  }
  const auto local_sd = torch::softplus(local_rho), global_sd = torch::softplus(global_rho);
  const double count = static_cast<double>(mean.numel());
  const auto local_precision = (-2.0 * local_mean + 2.0 * local_sd.square()).exp();
  const auto global_precision = (-2.0 * global_mean + 2.0 * global_sd.square()).exp();
  const auto squares = ((mean.square() + sd.square()) * local_precision).sum() * global_precision.sum();
  // The weights' own entropy and the constants of both normal densities: log(2 pi) cancels.
  const auto of_weights =
      0.5 * squares + local_mean.sum() + global_mean.sum() * count - sd.log().sum() - 0.5 * count;
  return of_weights + kl_of_log_scale(local_mean, local_sd) +
         kl_of_log_scale(global_mean - scale.log(), global_sd);
}

std::vector<LearntScale> HorseshoePriorImpl::learnt_scales(const torch::Tensor&, const torch::Tensor&) const {
  if (!global_mean.defined()) return {};
  return {{"prior_scale", std::exp(global_mean.item<double>())}};
}

}  // namespace bayes

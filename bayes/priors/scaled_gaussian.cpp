#include "bayes/priors/scaled_gaussian.h"

#include <cmath>

#include "bayes/core/error.h"

namespace bayes {
namespace {

double variance_by_fan(FanScaling scaling, double fan_in, double fan_out) {
  switch (scaling) {
    case FanScaling::kHe:
      return 2.0 / fan_in;
    case FanScaling::kGlorot:
      return 2.0 / (fan_in + fan_out);
    case FanScaling::kFanIn:
      return 1.0 / fan_in;
  }
  return 0.0;
}

const char* scaling_name(FanScaling scaling) {
  for (const auto& [spelling, value] : enum_names(scaling)) {
    if (value == scaling) return spelling;
  }
  return "";
}

}  // namespace

ScaledGaussianPriorImpl::ScaledGaussianPriorImpl(const ScaledGaussianPriorOptions& options)
    : options(options) {
  const auto is_positive = [](double value) { return value > 0.0 && std::isfinite(value); };
  if (!is_positive(options.gain) || !is_positive(options.bias_sigma)) {
    throw Error("the scaled Gaussian prior has gain " + std::to_string(options.gain) + " and bias sigma " +
                    std::to_string(options.bias_sigma),
                "ScaledGaussianPrior", "choose numbers > 0");
  }
  reset();
}

void ScaledGaussianPriorImpl::reset() {
  gain = register_buffer("gain", torch::tensor(options.gain, torch::kFloat64));
  bias_sigma = register_buffer("bias_sigma", torch::tensor(options.bias_sigma, torch::kFloat64));
}

void ScaledGaussianPriorImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::ScaledGaussianPrior(scaling=" << scaling_name(options.scaling)
         << ", gain=" << gain.item<double>() << ", bias_sigma=" << bias_sigma.item<double>() << ")";
}

double ScaledGaussianPriorImpl::sigma(torch::IntArrayRef sizes) const {
  if (sizes.size() < 2) return bias_sigma.item<double>();
  double places = 1.0;
  for (std::size_t i = 2; i < sizes.size(); ++i) places *= static_cast<double>(sizes[i]);
  const double fan_in = static_cast<double>(sizes[1]) * places;
  const double fan_out = static_cast<double>(sizes[0]) * places;
  return gain.item<double>() * std::sqrt(variance_by_fan(options.scaling, fan_in, fan_out));
}

GaussianPrior ScaledGaussianPriorImpl::of_sizes(torch::IntArrayRef sizes) const {
  return GaussianPrior(GaussianPriorOptions{0.0, sigma(sizes)});
}

torch::Tensor ScaledGaussianPriorImpl::log_density(const torch::Tensor& weight) const {
  return of_sizes(weight.sizes())->log_density(weight);
}

torch::Tensor ScaledGaussianPriorImpl::draw(torch::IntArrayRef sizes,
                                            const torch::TensorOptions& options) const {
  return of_sizes(sizes)->draw(sizes, options);
}

std::optional<torch::Tensor> ScaledGaussianPriorImpl::kl_from_gaussian(const torch::Tensor& mean,
                                                                       const torch::Tensor& sd) const {
  return of_sizes(mean.sizes())->kl_from_gaussian(mean, sd);
}

std::shared_ptr<const Prior> ScaledGaussianPriorImpl::for_kept(const torch::Tensor& kept) const {
  return of_sizes(kept.sizes()).ptr();
}

std::optional<Prior::Normal> ScaledGaussianPriorImpl::as_normal(torch::IntArrayRef sizes) const {
  return Normal{0.0, sigma(sizes)};
}

}  // namespace bayes

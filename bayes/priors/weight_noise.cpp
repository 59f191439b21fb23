#include "bayes/priors/weight_noise.h"

#include <cmath>

#include "bayes/priors/gauss_hermite.h"

namespace bayes {
namespace {

constexpr double kLeastSd = 1e-12;  // of a weight that is 0: the KL of a point does not exist

torch::Tensor under_gaussian(const Prior& prior, const torch::Tensor& weight, double sd) {
  const auto spread = (sd * weight.abs()).clamp_min(kLeastSd);
  if (const auto kl = prior.kl_from_gaussian(weight, spread)) {
    const double of_unit = 0.5 * std::log(2.0 * M_PI) + 0.5;  // entropy of N(0, 1)
    return -*kl - spread.log().sum() - of_unit * static_cast<double>(weight.numel());
  }
  const auto& [points, shares] = gauss_hermite();
  auto sum = torch::zeros({}, weight.options().requires_grad(false));
  for (std::int64_t i = 0; i < points.size(0); ++i) {
    const double factor = 1.0 + sd * points[i].item<double>();
    sum = sum + shares[i].item<double>() * prior.log_density(factor * weight);
  }
  return sum;
}

}  // namespace

torch::Tensor expected_log_density(const Prior& prior, const torch::Tensor& weight,
                                   const WeightNoise& noise) {
  if (noise.rate == 0.0 || !prior.is_proper()) return prior.log_density(weight);
  const double keep = 1.0 - noise.rate;
  if (noise.is_gaussian) return under_gaussian(prior, weight, std::sqrt(noise.rate / keep));
  return keep * prior.log_density(weight / keep) + noise.rate * prior.log_density(torch::zeros_like(weight));
}

std::optional<Prior::Normal> normal_under_noise(const Prior& prior, torch::IntArrayRef sizes,
                                                const WeightNoise& noise) {
  auto normal = prior.as_normal(sizes);
  if (!normal) return normal;
  const double keep = 1.0 - noise.rate;
  return Prior::Normal{keep * normal->mean, std::sqrt(keep) * normal->sd};
}

}  // namespace bayes

#include "bayes/likelihoods/location_scale.h"

#include <torch/types.h>

#include <algorithm>
#include <boost/math/constants/constants.hpp>
#include <cmath>

#include "bayes/core/error.h"
#include "bayes/predictive/mixture_predictive.h"

namespace bayes {
namespace {

constexpr double kLogLimit = 14.0;
constexpr double kInitialSd = 0.5;

class LocationScaleLikelihood : public Likelihood {
 public:
  explicit LocationScaleLikelihood(const LocationScale& family)
      : family_(family), is_normal_(std::isinf(family.degrees)) {
    namespace constants = boost::math::double_constants;
    const double degrees = family.degrees;
    log_sd_to_scale_ = is_normal_ ? 0.0 : 0.5 * std::log((degrees - 2.0) / degrees);
    constant_ = is_normal_ ? 0.5 * std::log(constants::two_pi)
                           : std::lgamma(degrees / 2.0) - std::lgamma((degrees + 1.0) / 2.0) +
                                 0.5 * std::log(degrees * constants::pi);
    for (const double sd : family.given) given_log_sd_.push_back(std::log(sd));
  }

  std::int64_t outputs() const override {
    return family_.source == NoiseSource::kPredicted ? 2 * family_.targets : family_.targets;
  }

  std::vector<double> learnt() const override {
    if (family_.source != NoiseSource::kLearnt) return {};
    return std::vector<double>(static_cast<std::size_t>(family_.targets), std::log(kInitialSd));
  }

  void require_targets(const torch::Tensor& targets, std::int64_t examples) const override {
    require_numbers(targets, examples, family_.targets);
  }

  torch::Tensor nll(const torch::Tensor& outputs, const torch::Tensor& targets) const override {
    return nll_by_target(outputs, targets).sum(/*dim=*/1);
  }

  torch::Tensor loss(const torch::Tensor& outputs, const torch::Tensor& targets,
                     const torch::Tensor& nll) const override {
    if (family_.beta == 0.0) return nll;
    const auto factor = (2.0 * family_.beta * log_sd(outputs).detach()).exp();
    return (factor * nll_by_target(outputs, targets)).sum(/*dim=*/1);
  }

  torch::Tensor scores(const torch::Tensor& outputs, const torch::Tensor& targets) const override {
    const auto y = as_matrix(targets).to(torch::kFloat64);
    return (location(outputs).to(torch::kFloat64) - y).square().mean(/*dim=*/1);
  }

  EpochFigure figure() const override { return {"rmse", /*is_root=*/true}; }

  BatchLoss loss_gradient(const torch::Tensor& outputs, const torch::Tensor& targets, double scale,
                          torch::Tensor& gradient) const override;

  torch::Tensor distribution(const torch::Tensor& outputs) const override {
    const auto m = location(outputs);
    return torch::cat({m, log_scale(outputs).exp().expand_as(m)}, /*dim=*/1);
  }

  std::unique_ptr<Predictive> predictive(const torch::Tensor& distributions) const override {
    return std::make_unique<MixturePredictive>(
        distributions.narrow(/*dim=*/2, 0, family_.targets),
        distributions.narrow(/*dim=*/2, family_.targets, family_.targets), family_.degrees);
  }

 private:
  torch::Tensor as_matrix(const torch::Tensor& targets) const {
    return targets.reshape({targets.size(0), family_.targets});
  }
  torch::Tensor location(const torch::Tensor& outputs) const {
    return outputs.narrow(/*dim=*/1, 0, family_.targets);
  }
  // [N, D], or [D] where it is given.
  torch::Tensor log_sd(const torch::Tensor& outputs) const {
    if (family_.source == NoiseSource::kGiven) return torch::tensor(given_log_sd_, outputs.options());
    return outputs.narrow(/*dim=*/1, family_.targets, family_.targets).clamp(-kLogLimit, kLogLimit);
  }
  torch::Tensor log_scale(const torch::Tensor& outputs) const { return log_sd(outputs) + log_sd_to_scale_; }

  torch::Tensor nll_by_target(const torch::Tensor& outputs, const torch::Tensor& targets) const {
    const auto log_scale = this->log_scale(outputs);
    const auto y = as_matrix(targets).to(outputs.scalar_type());
    const auto squares = ((y - location(outputs)) * (-log_scale).exp()).square();
    const double degrees = family_.degrees;
    const auto of_error = is_normal_ ? 0.5 * squares : 0.5 * (degrees + 1.0) * (squares / degrees).log1p();
    return of_error + log_scale + constant_;
  }

  LocationScale family_;
  bool is_normal_;
  std::vector<double> given_log_sd_;
  double log_sd_to_scale_, constant_;
};

// With z = (y - location) / scale and w = 1, for Student-t (degrees + 1) / (degrees + z^2), the gradient of
// the nll is -w z / scale by the location and 1 - w z^2 by the log of the deviation.
BatchLoss LocationScaleLikelihood::loss_gradient(const torch::Tensor& outputs, const torch::Tensor& targets,
                                                 double scale, torch::Tensor& gradient) const {
  if (!outputs.is_cpu() || !targets.is_cpu() || outputs.scalar_type() != torch::kFloat32) {
    return Likelihood::loss_gradient(outputs, targets, scale, gradient);
  }
  const auto y = as_matrix(targets).to(torch::kFloat32).contiguous();
  const std::int64_t examples = outputs.size(0), width = family_.targets;
  const std::int64_t next_example = outputs.stride(0), next_output = outputs.stride(1);
  const bool is_given = family_.source == NoiseSource::kGiven;
  const double degrees = family_.degrees;
  BatchLoss sums;
  for (std::int64_t n = 0; n < examples; ++n) {
    const float* of_example = outputs.data_ptr<float>() + n * next_example;
    float* to = gradient.data_ptr<float>() + n * next_example;
    double squares = 0.0;
    for (std::int64_t d = 0; d < width; ++d) {
      const std::int64_t at_location = d * next_output, at_log_sd = (width + d) * next_output;
      const double raw = is_given ? given_log_sd_[static_cast<std::size_t>(d)] : of_example[at_log_sd];
      // Comparisons that a NaN passes: it is then in the sums.
      const bool is_cut = !is_given && (raw < -kLogLimit || raw > kLogLimit);
      const double log_sd = is_cut ? std::copysign(kLogLimit, raw) : raw;
      const double log_scale = log_sd + log_sd_to_scale_, inverse = std::exp(-log_scale);
      const double error = static_cast<double>(y.data_ptr<float>()[n * width + d]) - of_example[at_location];
      const double z = error * inverse;
      const double of_error = is_normal_ ? 0.5 * z * z : 0.5 * (degrees + 1.0) * std::log1p(z * z / degrees);
      const double w = is_normal_ ? 1.0 : (degrees + 1.0) / (degrees + z * z);
      const double nll = of_error + log_scale + constant_;
      const double factor = family_.beta == 0.0 ? 1.0 : std::exp(2.0 * family_.beta * log_sd);
      sums.nll += nll;
      sums.loss += factor * nll;
      squares += error * error;
      to[at_location] = static_cast<float>(-scale * factor * w * z * inverse);
      if (!is_given) to[at_log_sd] = is_cut ? 0.0f : static_cast<float>(scale * factor * (1.0 - w * z * z));
    }
    sums.score += squares / static_cast<double>(width);
  }
  return sums;
}

}  // namespace

std::shared_ptr<const Likelihood> location_scale(const LocationScale& family) {
  if (family.targets < 1) {
    throw Error("a likelihood of " + std::to_string(family.targets) + " numbers", family.name,
                "give one or more");
  }
  if (!(family.degrees > 2.0)) {
    throw Error("there are " + std::to_string(family.degrees) + " degrees of freedom", "degrees",
                "choose more than 2: there is no standard deviation otherwise");
  }
  if (!(family.beta >= 0.0 && family.beta <= 1.0)) {
    throw Error("beta is " + std::to_string(family.beta), "beta", "choose a number in [0, 1]");
  }
  const bool is_given = family.source == NoiseSource::kGiven;
  const bool all_positive = std::all_of(family.given.begin(), family.given.end(),
                                        [](double sd) { return sd > 0.0 && std::isfinite(sd); });
  if (!all_positive || family.given.size() != static_cast<std::size_t>(is_given ? family.targets : 0)) {
    throw Error("the noise is not a finite standard deviation above 0 for each of " +
                    std::to_string(family.targets) + " targets",
                "noise", "give one, or none, so that it is learnt");
  }
  return std::make_shared<LocationScaleLikelihood>(family);
}

LocationScale with_noise(LocationScale family, const std::optional<double>& noise,
                         const std::vector<double>& unit) {
  if (!noise) return family;
  family.source = NoiseSource::kGiven;
  family.given.assign(static_cast<std::size_t>(std::max<std::int64_t>(family.targets, 0)), *noise);
  if (unit.empty()) return family;
  if (unit.size() != family.given.size()) {
    throw Error("there are " + std::to_string(unit.size()) + " units of " + std::to_string(family.targets) +
                    " targets",
                family.name, "give one for each");
  }
  for (std::size_t d = 0; d < unit.size(); ++d) family.given[d] /= unit[d];
  return family;
}

}  // namespace bayes

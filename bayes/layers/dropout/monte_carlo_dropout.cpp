#include "bayes/layers/dropout/monte_carlo_dropout.h"

#include <algorithm>
#include <cmath>
#include <ostream>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/core/guards.h"
#include "bayes/core/noise.h"
#include "bayes/kernels/noise/drop_inputs.h"

namespace bayes {

namespace {

bool drops_anything(const DropoutOptions& options) {
  return options.dropout_rate > 0.0 && !DropoutOffGuard::active() && !PosteriorMeanGuard::active();
}

// Of factors with mean 1: 0 or 1 / (1 - rate), or a Gaussian of the same variance.
double factor_sd(double dropout_rate) { return std::sqrt(dropout_rate / (1.0 - dropout_rate)); }

// Whether factors may be made where they are used: no backward pass will ask for them.
bool serves_drop_inputs(const torch::Tensor& input, const DropoutOptions& options) {
  return !torch::GradMode::is_enabled() && Draw::current() != nullptr &&
         options.noise == DropoutNoise::kInputs && options.unit == DropoutUnit::kElement && input.is_cpu() &&
         input.scalar_type() == torch::kFloat32 && input.numel() > 0 && is_images_innermost(input);
}

torch::Tensor dropped(const torch::Tensor& input, double keep) {
  const std::int64_t examples = input.size(0);
  const auto noise = Draw::current()->next_example_noise(examples);
  auto output = empty_images_innermost(input.sizes(), input.options());
  kernels::drop_inputs(noise.key, keep, static_cast<float>(1.0 / keep), noise.rows.data(), examples,
                       input.numel() / examples, input.data_ptr<float>(), output.data_ptr<float>());
  return output;
}

}  // namespace

bool drops_inputs(const DropoutOptions& options) {
  return options.noise != DropoutNoise::kWeights && drops_anything(options);
}

torch::Tensor dropout_factors(torch::IntArrayRef sizes, const DropoutOptions& options,
                              const torch::TensorOptions& tensor, BatchLayout layout) {
  if (options.noise == DropoutNoise::kGaussianInputs) {
    return example_normal(sizes, tensor, layout).mul_(factor_sd(options.dropout_rate)).add_(1.0);
  }
  const double keep = 1.0 - options.dropout_rate;
  return example_bernoulli(sizes, keep, tensor, layout).mul_(1.0 / keep);
}

torch::Tensor monte_carlo_dropout(const torch::Tensor& input, const DropoutOptions& options) {
  if (!drops_inputs(options)) return input;
  if (serves_drop_inputs(input, options)) return dropped(input, 1.0 - options.dropout_rate);
  auto sizes = input.sizes().vec();
  if (options.unit == DropoutUnit::kChannel) std::fill(sizes.begin() + 2, sizes.end(), 1);
  return input * dropout_factors(sizes, options, input.options().requires_grad(false), layout_of(input));
}

torch::Tensor drop_weights(const torch::Tensor& weight, const DropoutOptions& options) {
  if (options.noise != DropoutNoise::kWeights || !drops_anything(options)) return weight;
  const double keep = 1.0 - options.dropout_rate;
  const auto mask = weight_bernoulli(weight.unsafeGetTensorImpl(), weight.sizes(), keep,
                                     weight.options().requires_grad(false));
  return weight * mask.mul_(1.0 / keep);
}

WeightMoments dropped_moments(const std::string& name, const torch::Tensor& weight, double dropout_rate) {
  const auto mean = weight.detach().clone();
  return {name, mean, mean.abs() * factor_sd(dropout_rate)};
}

WeightNoise weight_noise(const DropoutOptions& options) {
  return {options.dropout_rate, options.noise == DropoutNoise::kGaussianInputs};
}

void print_dropout(std::ostream& stream, const DropoutOptions& options) {
  stream << "dropout_rate=" << options.dropout_rate;
  if (options.noise == DropoutNoise::kGaussianInputs) stream << ", noise=gaussian";
  if (options.noise == DropoutNoise::kWeights) stream << ", noise=weights";
}

void require_dropout(const DropoutOptions& options, const char* layer) {
  if (options.dropout_rate >= 0.0 && options.dropout_rate < 1.0) return;
  throw Error("the dropout rate is " + std::to_string(options.dropout_rate), layer,
              "choose a share in [0, 1)");
}

}  // namespace bayes

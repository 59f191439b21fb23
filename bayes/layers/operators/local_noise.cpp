#include "bayes/layers/operators/local_noise.h"

#include <torch/autograd.h>

#include "bayes/core/gradient_places.h"
#include "bayes/kernels/update/variational_update.h"

namespace bayes {
namespace {

torch::Tensor perturbed(const torch::Tensor& mean, const torch::Tensor& variance, const torch::Tensor& noise,
                        float* slope) {
  auto output = torch::empty_like(mean, mean.options().requires_grad(false), at::MemoryFormat::Preserve);
  kernels::perturb_outputs(mean.data_ptr<float>(), variance.data_ptr<float>(),
                           static_cast<float>(kSmallestVariance), noise.data_ptr<float>(), output.numel(),
                           output.data_ptr<float>(), slope);
  return output;
}

class LocalNoise : public torch::autograd::Function<LocalNoise> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& mean,
                               const torch::Tensor& variance, const torch::Tensor& noise) {
    const auto slope =
        torch::empty_like(mean, mean.options().requires_grad(false), at::MemoryFormat::Preserve);
    context->save_for_backward({slope});
    return perturbed(mean, variance, noise, slope.data_ptr<float>());
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    require_first_derivative();
    const auto slope = context->get_saved_variables()[0];
    return {gradients[0], gradients[0] * slope, torch::Tensor()};
  }
};

bool lies_like(const torch::Tensor& a, const torch::Tensor& b) {
  return a.is_cpu() && a.scalar_type() == torch::kFloat32 && a.sizes() == b.sizes() &&
         a.strides() == b.strides();
}

}  // namespace

torch::Tensor with_local_noise(const torch::Tensor& mean, const torch::Tensor& variance,
                               const torch::Tensor& noise) {
  const bool ours = lies_like(mean, mean) && lies_like(variance, mean) && lies_like(noise, mean) &&
                    mean.is_non_overlapping_and_dense();
  if (!ours) return mean + variance.clamp_min(kSmallestVariance).sqrt() * noise;
  if (torch::GradMode::is_enabled()) return LocalNoise::apply(mean, variance, noise);
  return perturbed(mean, variance, noise, nullptr);
}

}  // namespace bayes

#include "bayes/layers/local_noise.h"

#include <torch/autograd.h>

#include "bayes/core/gradient_places.h"
#include "bayes/kernels/variational_update.h"

namespace bayes {
namespace {

constexpr double kSmallestVariance = 1e-16;

void perturb(const torch::Tensor& variance, const torch::Tensor& noise, const torch::Tensor& output,
             float* slope) {
  kernels::perturb_outputs(variance.data_ptr<float>(), static_cast<float>(kSmallestVariance),
                           noise.data_ptr<float>(), output.numel(), output.data_ptr<float>(), slope);
}

class LocalNoise : public torch::autograd::Function<LocalNoise> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& mean,
                               const torch::Tensor& variance, const torch::Tensor& noise) {
    const auto output = mean.detach().clone(at::MemoryFormat::Preserve);
    const auto slope = torch::empty_like(output, at::MemoryFormat::Preserve);
    perturb(variance, noise, output, slope.data_ptr<float>());
    context->save_for_backward({slope});
    return output;
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
  const auto output = mean.clone(at::MemoryFormat::Preserve);
  perturb(variance, noise, output, nullptr);
  return output;
}

}  // namespace bayes

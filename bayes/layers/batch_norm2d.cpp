#include "bayes/layers/batch_norm2d.h"

#include <torch/autograd.h>

#include <ostream>
#include <string>

#include "bayes/core/buffer_changes.h"
#include "bayes/core/error.h"
#include "bayes/core/gradient_places.h"
#include "bayes/core/images_innermost.h"
#include "bayes/core/shape.h"
#include "bayes/core/shared_prefix.h"
#include "bayes/kernels/batch_norm.h"

namespace bayes {
namespace {

kernels::ChannelsShape channels_of(const torch::Tensor& input) {
  return {input.size(1), input.numel() / input.size(1)};
}

bool serves_batch_norm(const torch::Tensor& input) {
  return input.is_cpu() && input.scalar_type() == torch::kFloat32 && is_images_innermost(input) &&
         input.numel() > 0;
}

torch::Tensor scaled_channels(const torch::Tensor& input, const torch::Tensor& scale,
                              const torch::Tensor& shift) {
  auto output = empty_images_innermost(input.sizes(), input.options().requires_grad(false));
  kernels::scale_channels(channels_of(input), input.data_ptr<float>(), scale.data_ptr<float>(),
                          shift.data_ptr<float>(), output.data_ptr<float>());
  return output;
}

class NormalisedByBatch : public torch::autograd::Function<NormalisedByBatch> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& input,
                               const torch::Tensor& weight, const torch::Tensor& bias,
                               const torch::Tensor& mean, const torch::Tensor& inverse_sd) {
    context->save_for_backward({input, weight, bias, mean, inverse_sd});
    const auto scale = weight * inverse_sd;
    return scaled_channels(input, scale, bias - mean * scale);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    require_first_derivative();
    const auto saved = context->get_saved_variables();
    const auto &input = saved[0], &weight = saved[1];
    const auto gradient = images_innermost(gradients[0]);
    auto of_input = empty_images_innermost(input.sizes(), input.options().requires_grad(false));
    GradientBuffer of_weight(weight), of_bias(saved[2]);
    kernels::batch_norm_gradient(
        channels_of(input),
        {saved[3].data_ptr<float>(), saved[4].data_ptr<float>(), weight.data_ptr<float>()},
        input.data_ptr<float>(), gradient.data_ptr<float>(), of_input.data_ptr<float>(),
        of_weight.tensor.data_ptr<float>(), of_bias.tensor.data_ptr<float>());
    return {of_input, of_weight.result(), of_bias.result(), torch::Tensor(), torch::Tensor()};
  }
};

}  // namespace

BatchNorm2dImpl::BatchNorm2dImpl(const torch::nn::BatchNorm2dOptions& options) : options(options) {
  if (!options.affine() || !options.track_running_stats()) {
    throw Error("batch normalisation without weight or without running moments was asked for", "BatchNorm2d",
                "take torch::nn::BatchNorm2d");
  }
  reset();
}

void BatchNorm2dImpl::reset() {
  weight = register_parameter("weight", torch::ones({options.num_features()}));
  bias = register_parameter("bias", torch::zeros({options.num_features()}));
  running_mean = register_buffer("running_mean", torch::zeros({options.num_features()}));
  running_var = register_buffer("running_var", torch::ones({options.num_features()}));
  num_batches_tracked = register_buffer("num_batches_tracked", torch::tensor(0, torch::kInt64));
}

void BatchNorm2dImpl::pretty_print(std::ostream& stream) const {
  stream << "bayes::BatchNorm2d(" << options.num_features() << ", eps=" << options.eps() << ")";
}

torch::Tensor BatchNorm2dImpl::forward(const torch::Tensor& input) {
  if (input.dim() != 4 || input.size(1) != options.num_features()) {
    throw Error("the input has shape " + shape_text(input.sizes()), "BatchNorm2d",
                "give [N, " + std::to_string(options.num_features()) + ", height, width]");
  }
  return is_training() ? by_batch(input) : by_running_moments(input);
}

torch::Tensor BatchNorm2dImpl::by_batch(const torch::Tensor& input) {
  const std::int64_t values = input.numel() / input.size(1);
  if (values < 2) {
    throw Error("a batch has one value for each channel, which has no variance", "BatchNorm2d",
                "train on larger batches, or in fewer shards");
  }
  if (!serves_batch_norm(input)) {
    const auto [output, mean, inverse_sd] = torch::native_batch_norm(
        input, weight, bias, {}, {}, /*training=*/true, /*momentum=*/0.0, options.eps());
    follow(mean.detach(), inverse_sd.detach().pow(-2) - options.eps(), values);
    return output;
  }
  const auto moments = torch::empty({2, input.size(1)}, input.options().requires_grad(false));
  const auto mean = moments[0], variance = moments[1];
  kernels::channel_moments(channels_of(input), input.data_ptr<float>(), mean.data_ptr<float>(),
                           variance.data_ptr<float>());
  follow(mean, variance, values);
  return NormalisedByBatch::apply(input, weight, bias, mean, (variance + options.eps()).rsqrt());
}

torch::Tensor BatchNorm2dImpl::by_running_moments(const torch::Tensor& input) const {
  if (torch::GradMode::is_enabled() || !serves_batch_norm(input)) {
    return torch::batch_norm(input, weight, bias, running_mean, running_var, /*training=*/false,
                             /*momentum=*/0.0, options.eps(), /*cudnn_enabled=*/false);
  }
  return SharedPrefix::remember(this, input, [&] {
    const auto scale = weight * (running_var + options.eps()).rsqrt();
    return scaled_channels(input, scale, bias - running_mean * scale);
  });
}

void BatchNorm2dImpl::follow(const torch::Tensor& mean, const torch::Tensor& variance, std::int64_t values) {
  const double unbiased = static_cast<double>(values) / static_cast<double>(values - 1);
  BufferChanges::make([this, mean, variance, unbiased] {
    const torch::NoGradGuard no_grad;
    num_batches_tracked += 1;
    const double share = options.momentum() ? *options.momentum() : 1.0 / num_batches_tracked.item<double>();
    running_mean.mul_(1.0 - share).add_(mean, share);
    running_var.mul_(1.0 - share).add_(variance, share * unbiased);
  });
}

}  // namespace bayes

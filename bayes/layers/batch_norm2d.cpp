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
#include "bayes/layers/rectify.h"

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

// What a batch and its gradients are normalised with; `moments` [3, channels].
kernels::BatchNormMoments parts_of(const torch::Tensor& moments) {
  auto* first = moments.data_ptr<float>();
  return {first, first + moments.size(1), first + 2 * moments.size(1)};
}

class NormalisedByBatch : public torch::autograd::Function<NormalisedByBatch> {
 public:
  // `moments` are written, and are not differentiated.
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& input,
                               const torch::Tensor& weight, const torch::Tensor& bias,
                               const torch::Tensor& addend, const torch::Tensor& moments, double epsilon,
                               bool rectified) {
    auto output = empty_images_innermost(input.sizes(), input.options().requires_grad(false));
    kernels::batch_norm(channels_of(input),
                        {weight.data_ptr<float>(), bias.data_ptr<float>(), epsilon, rectified},
                        input.data_ptr<float>(), addend.numel() > 0 ? addend.data_ptr<float>() : nullptr,
                        parts_of(moments), output.data_ptr<float>());
    context->save_for_backward({input, weight, bias, moments, rectified ? output : torch::Tensor()});
    return output;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    require_first_derivative();
    const auto saved = context->get_saved_variables();
    const auto &input = saved[0], &weight = saved[1], &bias = saved[2], &output = saved[4];
    const auto gradient = images_innermost(gradients[0]);
    auto of_input = empty_images_innermost(input.sizes(), input.options().requires_grad(false));
    auto of_addend = context->needs_input_grad(3) ? torch::empty_like(of_input) : torch::Tensor();
    GradientBuffer of_weight(weight), of_bias(bias);
    const bool rectified = output.defined();
    kernels::batch_norm_gradient(
        channels_of(input), {weight.data_ptr<float>(), bias.data_ptr<float>(), 0.0, rectified},
        parts_of(saved[3]), input.data_ptr<float>(), rectified ? output.data_ptr<float>() : nullptr,
        gradient.data_ptr<float>(),
        {of_input.data_ptr<float>(), of_addend.defined() ? of_addend.data_ptr<float>() : nullptr,
         of_weight.tensor.data_ptr<float>(), of_bias.tensor.data_ptr<float>()});
    return {of_input,        of_weight.result(), of_bias.result(), of_addend,
            torch::Tensor(), torch::Tensor(),    torch::Tensor()};
  }
};

torch::Tensor add_and_rectify(const torch::Tensor& output, const torch::Tensor& addend) {
  return addend.defined() ? (output + addend).relu_() : rectify_(output);
}

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

void BatchNorm2dImpl::require_images(const torch::Tensor& input) const {
  if (input.dim() == 4 && input.size(1) == options.num_features()) return;
  throw Error("the input has shape " + shape_text(input.sizes()), "BatchNorm2d",
              "give [N, " + std::to_string(options.num_features()) + ", height, width]");
}

torch::Tensor BatchNorm2dImpl::forward(const torch::Tensor& input) {
  require_images(input);
  return is_training() ? by_batch(input, torch::Tensor(), false) : by_running_moments(input);
}

torch::Tensor BatchNorm2dImpl::rectified(const torch::Tensor& input, const torch::Tensor& addend) {
  require_images(input);
  return is_training() ? by_batch(input, addend, true) : add_and_rectify(by_running_moments(input), addend);
}

torch::Tensor BatchNorm2dImpl::by_batch(const torch::Tensor& input, const torch::Tensor& addend,
                                        bool rectified) {
  const std::int64_t values = input.numel() / input.size(1);
  if (values < 2) {
    throw Error("a batch has one value for each channel, which has no variance", "BatchNorm2d",
                "train on larger batches, or in fewer shards");
  }
  if (serves_batch_norm(input) &&
      (!addend.defined() || (serves_batch_norm(addend) && addend.sizes() == input.sizes()))) {
    const auto moments = torch::empty({3, input.size(1)}, input.options().requires_grad(false));
    const auto output = NormalisedByBatch::apply(input, weight, bias, or_empty(addend, weight), moments,
                                                 options.eps(), rectified);
    follow(moments[0], moments[1], values);
    return output;
  }
  const auto [output, mean, inverse_sd] = torch::native_batch_norm(
      input, weight, bias, {}, {}, /*training=*/true, /*momentum=*/0.0, options.eps());
  follow(mean.detach(), inverse_sd.detach().pow(-2) - options.eps(), values);
  return rectified ? add_and_rectify(output, addend) : output;
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

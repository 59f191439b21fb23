#include "bayes/layers/operators/batch_norm2d.h"

#include <torch/autograd.h>
#include <torch/version.h>

#include <ostream>
#include <string>

#include "bayes/core/buffer_changes.h"
#include "bayes/core/error.h"
#include "bayes/core/gradient_places.h"
#include "bayes/core/images_innermost.h"
#include "bayes/core/shape.h"
#include "bayes/core/shared_prefix.h"
#include "bayes/kernels/elementwise/batch_norm.h"
#include "bayes/layers/operators/data_or_null.h"

namespace bayes {
namespace {

// Which of the two outputs of a layer is remembered: 0 is that of `forward`.
constexpr std::int64_t kRectified = 1;

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

// Whether nobody else reads a gradient that autograd handed to a backward function, whose memory then is
// free.
bool is_own(const torch::Tensor& gradient) {
#if TORCH_VERSION_MAJOR == 1
  constexpr std::size_t kHolders = 2;  // the engine keeps its own until the function is done
#else
  constexpr std::size_t kHolders = 1;
#endif
  return gradient.use_count() == kHolders && gradient.storage().use_count() == 1;
}

class NormalisedByBatch : public torch::autograd::Function<NormalisedByBatch> {
 public:
  // `moments` are written, and are not differentiated. The output comes as often as it has uses.
  static torch::autograd::variable_list forward(torch::autograd::AutogradContext* context,
                                                const torch::Tensor& input, const torch::Tensor& weight,
                                                const torch::Tensor& bias, const torch::Tensor& addend,
                                                const torch::Tensor& moments, double epsilon, bool rectified,
                                                std::int64_t uses) {
    auto output = empty_images_innermost(input.sizes(), input.options().requires_grad(false));
    kernels::batch_norm(
        channels_of(input), {weight.data_ptr<float>(), bias.data_ptr<float>(), epsilon, rectified},
        input.data_ptr<float>(), data_or_null(addend), parts_of(moments), output.data_ptr<float>());
    const bool is_needed = rectified && addend.numel() > 0;
    context->save_for_backward({input, weight, bias, moments, is_needed ? output : torch::Tensor()});
    context->saved_data["rectified"] = rectified;
    context->set_materialize_grads(false);
    torch::autograd::variable_list outputs{output};
    while (static_cast<std::int64_t>(outputs.size()) < uses) outputs.push_back(output.variable_data());
    return outputs;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    require_first_derivative();
    const auto saved = context->get_saved_variables();
    const auto &input = saved[0], &weight = saved[1], &bias = saved[2];
    torch::autograd::variable_list of_outputs, free;
    for (const auto& gradient : gradients) {
      if (!gradient.defined()) continue;
      const bool is_free = !is_images_innermost(gradient) || is_own(gradient);
      of_outputs.push_back(images_innermost(gradient));
      if (is_free) free.push_back(of_outputs.back());
    }
    if (of_outputs.empty()) return torch::autograd::variable_list(8);
    // In place of what is used up: it lies in the cache, where other memory first has to be read into.
    const auto place = [&] {
      if (free.empty()) return empty_images_innermost(input.sizes(), input.options().requires_grad(false));
      const auto memory = free.back();
      free.pop_back();
      return memory;
    };
    const auto of_input = place();
    const auto of_addend = context->needs_input_grad(3) ? place() : torch::Tensor();
    GradientBuffer of_weight(weight), of_bias(bias);
    kernels::batch_norm_gradient(
        channels_of(input),
        {weight.data_ptr<float>(), bias.data_ptr<float>(), 0.0, context->saved_data["rectified"].toBool()},
        parts_of(saved[3]), input.data_ptr<float>(), data_or_null(saved[4]),
        {of_outputs[0].data_ptr<float>(), of_outputs.size() > 1 ? of_outputs[1].data_ptr<float>() : nullptr},
        {of_input.data_ptr<float>(), data_or_null(of_addend), of_weight.tensor.data_ptr<float>(),
         of_bias.tensor.data_ptr<float>()});
    return {of_input,        of_weight.result(), of_bias.result(), of_addend,
            torch::Tensor(), torch::Tensor(),    torch::Tensor(),  torch::Tensor()};
  }
};

// In the memory of the output, of which nothing else has need, where nothing is added.
torch::Tensor add_and_rectify(torch::Tensor output, const torch::Tensor& addend) {
  return addend.defined() ? (output + addend).relu_() : output.relu_();
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
  if (is_training()) return by_batch(input, torch::Tensor(), false, 1)[0];
  return SharedPrefix::remember(this, input, [&] { return by_running_moments(input); });
}

torch::Tensor BatchNorm2dImpl::rectified(const torch::Tensor& input, const torch::Tensor& addend) {
  require_images(input);
  if (is_training()) return by_batch(input, addend, true, 1)[0];
  const torch::Tensor terms[] = {input, addend};
  return SharedPrefix::remember({this, kRectified}, {terms, addend.defined() ? 2u : 1u},
                                [&] { return add_and_rectify(by_running_moments(terms[0]), terms[1]); });
}

std::vector<torch::Tensor> BatchNorm2dImpl::rectified_twice(const torch::Tensor& input,
                                                            const torch::Tensor& addend) {
  if (!is_training()) return {2, rectified(input, addend)};
  require_images(input);
  return by_batch(input, addend, true, 2);
}

std::vector<torch::Tensor> BatchNorm2dImpl::by_batch(const torch::Tensor& input, const torch::Tensor& addend,
                                                     bool rectified, std::int64_t uses) {
  const std::int64_t values = input.numel() / input.size(1);
  if (values < 2) {
    throw Error("a batch has one value for each channel, which has no variance", "BatchNorm2d",
                "train on larger batches, or in fewer shards");
  }
  if (serves_batch_norm(input) &&
      (!addend.defined() || (serves_batch_norm(addend) && addend.sizes() == input.sizes()))) {
    const auto moments = torch::empty({3, input.size(1)}, input.options().requires_grad(false));
    auto outputs = NormalisedByBatch::apply(input, weight, bias, or_empty(addend, weight), moments,
                                            options.eps(), rectified, uses);
    follow(moments[0], moments[1], values);
    return outputs;
  }
  const auto [output, mean, inverse_sd] = torch::native_batch_norm(
      input, weight, bias, {}, {}, /*training=*/true, /*momentum=*/0.0, options.eps());
  follow(mean.detach(), inverse_sd.detach().pow(-2) - options.eps(), values);
  return {static_cast<std::size_t>(uses), rectified ? add_and_rectify(output, addend) : output};
}

torch::Tensor BatchNorm2dImpl::by_running_moments(const torch::Tensor& input) const {
  if (torch::GradMode::is_enabled() || !serves_batch_norm(input)) {
    return torch::batch_norm(input, weight, bias, running_mean, running_var, /*training=*/false,
                             /*momentum=*/0.0, options.eps(), /*cudnn_enabled=*/false);
  }
  const auto scale = weight * (running_var + options.eps()).rsqrt();
  return scaled_channels(input, scale, bias - running_mean * scale);
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

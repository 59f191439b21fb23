#include "bayes/layers/operators/local_affine.h"

#include <torch/autograd.h>
#include <torch/csrc/autograd/graph_task.h>

#include <optional>

#include "bayes/core/draw.h"
#include "bayes/core/gradient_places.h"
#include "bayes/core/guards.h"
#include "bayes/core/images_innermost.h"
#include "bayes/kernels/noise/draw_outputs.h"
#include "bayes/kernels/update/variational_update.h"
#include "bayes/layers/operators/fully_connected.h"
#include "bayes/layers/operators/local_noise.h"

namespace bayes {
namespace {

// The affine maps, without autograd; `numbers` is what a backward pass makes the map of again.
struct FullyConnectedMap {
  std::vector<std::int64_t> numbers() const { return {}; }
  static FullyConnectedMap of(const std::vector<std::int64_t>&) { return {}; }
  bool mixes_sums(const torch::Tensor&, const torch::Tensor&) const { return false; }
  torch::Tensor output(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias) const {
    return fully_connected_output(x.flatten(1), weight.flatten(1), bias);
  }
  AffineGradients gradients(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                            const torch::Tensor& of_output, const WantedGradients& wanted) const {
    auto found = fully_connected_gradients(x.flatten(1), weight.flatten(1), bias, of_output, wanted);
    if (found.of_input.defined()) found.of_input = found.of_input.view(x.sizes());
    if (found.of_weight.defined()) found.of_weight = found.of_weight.view(weight.sizes());
    return found;
  }
};

struct ConvolutionMap {
  ConvolutionWindows windows;

  std::vector<std::int64_t> numbers() const { return windows.numbers(); }
  static ConvolutionMap of(const std::vector<std::int64_t>& numbers) {
    return {ConvolutionWindows::of(numbers)};
  }
  bool mixes_sums(const torch::Tensor& x, const torch::Tensor& weight) const {
    return bayes::mixes_sums(x, weight, windows);
  }
  torch::Tensor output(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias) const {
    return innermost_convolution_output(x, weight, bias, windows);
  }
  AffineGradients gradients(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias,
                            const torch::Tensor& of_output, const WantedGradients& wanted) const {
    return innermost_convolution_gradients(x, weight, bias, windows, of_output, wanted);
  }
};

struct LocalDraw {
  torch::Tensor output;
  torch::Tensor slope;      // d output / d variance
  bool is_steep_somewhere;  // against other slopes, so that sums must not mix them
};

template <class Map>
LocalDraw draw_locally(const Map& map, const torch::Tensor& input, const torch::Tensor& square,
                       const GaussianWeights& weights, bool wants_slope) {
  auto mean = map.output(input, weights.mean, weights.bias_mean);
  auto variance = [&] {
    const DirectSumsGuard guard;  // or rounding could make it negative
    return map.output(square, weights.variance, weights.bias_variance);
  }();
  const std::int64_t examples = mean.size(0);
  const auto noise = Draw::current()->next_example_noise(examples);
  auto *output = mean.template data_ptr<float>(), *slope = variance.template data_ptr<float>();
  const bool is_steep =
      wants_slope && map.mixes_sums(square, weights.variance) && !kernels::are_alike(slope, variance.numel());
  kernels::draw_outputs(noise.key, noise.rows.data(), examples, mean.numel() / examples, output, slope,
                        static_cast<float>(kSmallestVariance), output, wants_slope ? slope : nullptr);
  return {mean, variance, is_steep};
}

template <class Map>
class LocalReparameterisation : public torch::autograd::Function<LocalReparameterisation<Map>> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& input,
                               const torch::Tensor& mean, const torch::Tensor& variance,
                               const torch::Tensor& bias_mean, const torch::Tensor& bias_variance,
                               const Map& map) {
    const auto square = input * input;
    const auto drawn = draw_locally(map, input, square,
                                    {mean, variance, or_undefined(bias_mean), or_undefined(bias_variance)},
                                    /*wants_slope=*/true);
    context->save_for_backward({input, square, drawn.slope, mean, variance, bias_mean, bias_variance});
    context->saved_data["map"] = map.numbers();
    context->saved_data["direct"] = drawn.is_steep_somewhere;
    return drawn.output;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    require_first_derivative();
    const auto saved = context->get_saved_variables();
    const auto &input = saved[0], &square = saved[1];
    auto slope = saved[2];
    const auto map = Map::of(context->saved_data["map"].toIntVector());
    const auto of_mean = images_innermost(gradients[0]);
    const bool wants_input = context->needs_input_grad(0);
    const auto by_mean =
        map.gradients(input, saved[3], or_undefined(saved[5]), of_mean,
                      {wants_input, context->needs_input_grad(1), context->needs_input_grad(3)});
    std::optional<DirectSumsGuard> direct;
    if (context->saved_data["direct"].toBool()) direct.emplace();
    // In the memory of the slope, unless the graph is wanted again.
    const auto of_variance =
        torch::autograd::get_current_graph_task_keep_graph() ? slope * of_mean : slope.mul_(of_mean);
    const auto by_variance =
        map.gradients(square, saved[4], or_undefined(saved[6]), of_variance,
                      {wants_input, context->needs_input_grad(2), context->needs_input_grad(4)});
    auto of_input = by_mean.of_input;
    if (wants_input) of_input.addcmul_(input, by_variance.of_input, /*value=*/2.0);
    return {of_input,        by_mean.of_weight,   by_variance.of_weight,
            by_mean.of_bias, by_variance.of_bias, torch::Tensor()};
  }
};

template <class Map>
torch::Tensor local_affine(const Map& map, const torch::Tensor& input, const GaussianWeights& weights) {
  if (!torch::GradMode::is_enabled())
    return draw_locally(map, input, input * input, weights, /*wants_slope=*/false).output;
  return LocalReparameterisation<Map>::apply(input, weights.mean, weights.variance,
                                             or_empty(weights.bias_mean, weights.mean),
                                             or_empty(weights.bias_variance, weights.mean), map);
}

bool serves_local_draw(const torch::Tensor& input) { return Draw::current() != nullptr && input.numel() > 0; }

}  // namespace

torch::Tensor local_fully_connected(const torch::Tensor& input, const GaussianWeights& weights) {
  if (!serves_local_draw(input) || !is_images_innermost(input)) return {};
  const auto features = input.detach().flatten(1);
  const bool ours =
      serves_fully_connected(features, weights.mean) && serves_fully_connected(features, weights.variance);
  return ours ? local_affine(FullyConnectedMap{}, input, weights) : torch::Tensor();
}

torch::Tensor local_innermost_convolution(const torch::Tensor& input, const GaussianWeights& weights,
                                          const ConvolutionWindows& windows) {
  const bool ours = serves_local_draw(input) && serves_innermost_convolution(input, weights.mean) &&
                    serves_innermost_convolution(input, weights.variance);
  return ours ? local_affine(ConvolutionMap{windows}, images_innermost(input), weights) : torch::Tensor();
}

}  // namespace bayes

// Included once per instruction set; see philox_loops.h.
#pragma once

#include "bayes/kernels/convolution_paths.h"
#include "bayes/kernels/winograd_pass_loops.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

template <std::int64_t R>
void winograd_of(const ConvolutionShape& shape, const float* input, const float* weight, const float* bias,
                 float* output) {
  const KernelOrder order{shape.out_channels, shape.in_channels, shape.in_channels, 1};
  const WinogradPass<R> pass(shape, kTileVectors, order.kernels());
  const Tiles<R>& tiles = pass.tiles;
  const float* from = pass.read_input(input);
  float* to = pass.is_widened() ? pass.wide_output : output;
  values_of_kernels<R>(order, weight, pass.kernel_step, pass.packed, pass.kernel_values);
  tiles.for_each_block(kTileVectors, [&](const TileBlock& block) {
    const PointShape points{shape.in_channels, shape.out_channels, block.size};
    values_of_patches<Input>(tiles.input, block.input, block.size, shape.in_channels, from, pass.in_step,
                             pass.in_values);
    for (std::int64_t pair = 0; pair < kPointPairs; ++pair)
      multiply_points(points, pass.kernel_values + pair * pass.kernel_step,
                      pass.in_values + pair * pass.in_step, pass.out_values + pair * pass.out_step);
    to_patches<Gather<Tiles<R>::kSize>, false>(tiles.output, block.output, block.size, shape.out_channels,
                                               pass.out_values, pass.out_step, bias, to);
  });
  pass.finish(tiles.output, shape.out_channels, to, output);
}

template <std::int64_t R>
void winograd_input_gradient_of(const ConvolutionShape& shape, const float* output_gradient,
                                const float* weight, float* input_gradient) {
  const KernelOrder order{shape.in_channels, shape.out_channels, 1, shape.in_channels};
  const WinogradPass<R> pass(shape, kTileVectors, order.kernels());
  const Tiles<R>& tiles = pass.tiles;
  const float* from = pass.read_output(output_gradient);
  float* to = pass.is_widened() ? pass.wide_input : input_gradient;
  zero(to, shape.in_channels * tiles.input.channel());
  values_of_kernels<R>(order, weight, pass.kernel_step, pass.packed, pass.kernel_values);
  tiles.for_each_block(kTileVectors, [&](const TileBlock& block) {
    const PointShape points{shape.out_channels, shape.in_channels, block.size};
    values_of_patches<Evaluate<Tiles<R>::kSize>>(tiles.output, block.output, block.size, shape.out_channels,
                                                 from, pass.out_step, pass.out_values);
    for (std::int64_t pair = 0; pair < kPointPairs; ++pair)
      multiply_points(points, pass.kernel_values + pair * pass.kernel_step,
                      pass.out_values + pair * pass.out_step, pass.in_values + pair * pass.in_step);
    to_patches<InputAdjoint, true>(tiles.input, block.input, block.size, shape.in_channels, pass.in_values,
                                   pass.in_step, nullptr, to);
  });
  pass.finish(tiles.input, shape.in_channels, to, input_gradient);
}

template <std::int64_t R>
void winograd_weight_gradient_of(const ConvolutionShape& shape, const float* input,
                                 const float* output_gradient, float* weight_gradient, float* bias_gradient) {
  const PointShape channels{shape.in_channels, shape.out_channels, 0};
  const WinogradPass<R> pass(shape, kGradientVectors, kernels_in_blocks(channels));
  const Tiles<R>& tiles = pass.tiles;
  const float* in = pass.read_input(input);
  const float* gradient = pass.read_output(output_gradient);
  zero(pass.kernel_values, kPointPairs * pass.kernel_step);
  zero(pass.bias_sums, shape.out_channels * kLanes);
  tiles.for_each_block(kGradientVectors, [&](const TileBlock& block) {
    const PointShape points{shape.in_channels, shape.out_channels, block.size};
    values_of_patches<Input>(tiles.input, block.input, block.size, shape.in_channels, in, pass.in_step,
                             pass.in_values);
    values_of_patches<Evaluate<Tiles<R>::kSize>>(tiles.output, block.output, block.size, shape.out_channels,
                                                 gradient, pass.out_step, pass.out_values);
    for (std::int64_t pair = 0; pair < kPointPairs; ++pair)
      add_gradients(points, pass.in_values + pair * pass.in_step, pass.out_values + pair * pass.out_step,
                    pass.kernel_values + pair * pass.kernel_step);
    // The value of a patch at the points (1, 1) is the sum of its pixels.
    const float* patch_sum = pass.out_values + (kPoints + 1) * pass.out_step;
    for (std::int64_t o = 0; o < shape.out_channels; ++o) {
      Vector sum = load(pass.bias_sums + o * kLanes);
      for (std::int64_t i = 0; i < block.size; ++i, patch_sum += kLanes) sum += load(patch_sum);
      store(pass.bias_sums + o * kLanes, sum);
    }
  });
  gradient_of_kernels<R>(channels, pass.kernel_values, pass.kernel_step, pass.packed, weight_gradient);
  if (bias_gradient == nullptr) return;
  for (std::int64_t o = 0; o < shape.out_channels; ++o)
    bias_gradient[o] = sum_of_lanes(load(pass.bias_sums + o * kLanes));
}

void winograd(const ConvolutionShape& shape, const float* input, const float* weight, const float* bias,
              float* output) {
  (shape.kernel_height == 3 ? winograd_of<3> : winograd_of<5>)(shape, input, weight, bias, output);
}

void winograd_input_gradient(const ConvolutionShape& shape, const float* output_gradient, const float* weight,
                             float* input_gradient) {
  (shape.kernel_height == 3 ? winograd_input_gradient_of<3>
                            : winograd_input_gradient_of<5>)(shape, output_gradient, weight, input_gradient);
}

void winograd_weight_gradient(const ConvolutionShape& shape, const float* input, const float* output_gradient,
                              float* weight_gradient, float* bias_gradient) {
  (shape.kernel_height == 3
       ? winograd_weight_gradient_of<3>
       : winograd_weight_gradient_of<5>)(shape, input, output_gradient, weight_gradient, bias_gradient);
}

extern const ConvolutionPath winograd_path;
const ConvolutionPath winograd_path = {winograd, winograd_input_gradient, winograd_weight_gradient};

}  // namespace bayes::kernels::BAYES_KERNEL_SET

// Included once per instruction set; see philox_loops.h.
#pragma once

#include "bayes/kernels/winograd/winograd_pass_loops.h"
#include "bayes/kernels/winograd/winograd_paths.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

template <std::int64_t R>
void winograd_of(const ConvolutionShape& shape, const float* input, const float* weight, const float* bias,
                 float* output) {
  const KernelOrder order{shape.out_channels, shape.in_channels, shape.in_channels, 1};
  const WinogradPass<R> pass(shape, kTileVectors);
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
    to_patches<Gather<Tiles<R>::kSize>>(tiles.output, block.output, block.size, shape.out_channels,
                                        pass.out_values, pass.out_step, bias, to);
  });
  pass.finish(tiles.output, shape.out_channels, to, output);
}

/// sums[o] += the lanes of the vectors of channel o.
inline void add_channels(std::int64_t channels, std::int64_t vectors, const float* values, float* sums) {
  for (std::int64_t o = 0; o < channels; ++o, sums += kLanes) {
    Vector sum = load(sums);
    for (std::int64_t i = 0; i < vectors; ++i, values += kLanes) sum += load(values);
    store(sums, sum);
  }
}

template <std::int64_t R>
void winograd_gradients_of(const ConvolutionShape& shape, const float* input, const float* weight,
                           const float* output_gradient, const ConvolutionGradients& gradients) {
  const std::int64_t vectors = gradients.weight == nullptr ? kTileVectors : kGradientVectors;
  const WinogradPass<R> pass(shape, vectors);
  const Tiles<R>& tiles = pass.tiles;
  const float* gradient = pass.read_output(output_gradient);
  const float* from = gradients.weight == nullptr ? nullptr : pass.read_input(input);
  float* to = pass.is_widened() ? pass.wide_gradient : gradients.input;
  zero(pass.kernel_sums, kPointPairs * pass.kernel_step);
  zero(pass.bias_sums, shape.out_channels * kLanes);
  if (gradients.input != nullptr) {
    const KernelOrder order{shape.in_channels, shape.out_channels, 1, shape.in_channels};
    values_of_kernels<R>(order, weight, pass.kernel_step, pass.packed, pass.kernel_values);
  }
  tiles.for_each_block(vectors, [&](const TileBlock& block) {
    values_of_patches<Evaluate<Tiles<R>::kSize>>(tiles.output, block.output, block.size, shape.out_channels,
                                                 gradient, pass.out_step, pass.out_values);
    // The value of a patch at the points (1, 1) is the sum of its pixels.
    add_channels(shape.out_channels, block.size, pass.out_values + (kPoints + 1) * pass.out_step,
                 pass.bias_sums);
    if (gradients.weight != nullptr) {
      values_of_patches<Input>(tiles.input, block.input, block.size, shape.in_channels, from, pass.in_step,
                               pass.in_values);
      for (std::int64_t pair = 0; pair < kPointPairs; ++pair)
        add_gradients({shape.in_channels, shape.out_channels, block.size},
                      pass.in_values + pair * pass.in_step, pass.out_values + pair * pass.out_step,
                      pass.kernel_sums + pair * pass.kernel_step);
    }
    if (gradients.input == nullptr) return;
    for (std::int64_t pair = 0; pair < kPointPairs; ++pair)
      multiply_points({shape.out_channels, shape.in_channels, block.size},
                      pass.kernel_values + pair * pass.kernel_step, pass.out_values + pair * pass.out_step,
                      pass.in_values + pair * pass.in_step);
    add_to_patches<InputAdjoint, R - 1>(tiles.input, block.input, block.size, shape.in_channels,
                                        pass.in_values, pass.in_step, to);
  });
  if (gradients.input != nullptr) pass.finish(tiles.input, shape.in_channels, to, gradients.input);
  if (gradients.weight != nullptr)
    gradient_of_kernels<R>({shape.in_channels, shape.out_channels, vectors}, pass.kernel_sums,
                           pass.kernel_step, pass.packed, gradients.weight);
  if (gradients.bias == nullptr) return;
  for (std::int64_t o = 0; o < shape.out_channels; ++o)
    gradients.bias[o] = sum_of_lanes(load(pass.bias_sums + o * kLanes));
}

void winograd(const ConvolutionShape& shape, const float* input, const float* weight, const float* bias,
              float* output) {
  (shape.kernel_height == 3 ? winograd_of<3> : winograd_of<5>)(shape, input, weight, bias, output);
}

void winograd_gradients(const ConvolutionShape& shape, const float* input, const float* weight,
                        const float* output_gradient, const ConvolutionGradients& gradients) {
  (shape.kernel_height == 3 ? winograd_gradients_of<3>
                            : winograd_gradients_of<5>)(shape, input, weight, output_gradient, gradients);
}

constexpr WinogradPath kWinogradPath = {{winograd, winograd_gradients}};

}  // namespace bayes::kernels::BAYES_KERNEL_SET

const bayes::kernels::WinogradPath bayes::kernels::WinogradPath::BAYES_KERNEL_SET =
    bayes::kernels::BAYES_KERNEL_SET::kWinogradPath;

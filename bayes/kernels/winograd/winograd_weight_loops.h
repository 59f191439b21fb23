// Included once per instruction set; see philox_loops.h.
#pragma once

#include "bayes/kernels/convolution/wide_images_loops.h"
#include "bayes/kernels/winograd/winograd_patch_loops.h"
#include "bayes/kernels/winograd/winograd_product_loops.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

/// Where kernel (out, in) lies, in kernels, and how many there are of each; `out` and `in` are those of the
/// product, which for the gradient of the input are turned round.
struct KernelOrder {
  std::int64_t outputs, inputs, output_step, input_step;
};

/// A step of an odd number of cache lines, at which values lie in different places of the first-level cache.
inline std::int64_t odd_lines(std::int64_t floats) { return (whole_lines(floats) / 16 | 1) * 16; }

/// What the values of the kernel, as a polynomial, are multiplied by at each point, since the input's
/// transform was freed of it.
inline constexpr float kPointScale[kPoints] = {1.0f / 4, -1.0f / 6, -1.0f / 6, 1.0f / 24, 1.0f / 24, 1.0f};

/// Values of kernels with R x R taps as `multiply_points` reads them, pairs of points `step` apart. `packed`
/// has room for R * R steps.
template <std::int64_t R>
void values_of_kernels(const KernelOrder& order, const float* weight, std::int64_t step, float* packed,
                       float* values) {
  std::int64_t count = 0;
  for (std::int64_t first = 0; first < order.outputs; first += kPointChannels) {
    const std::int64_t end = smaller(first + kPointChannels, order.outputs);
    for (std::int64_t i = 0; i < order.inputs; ++i) {
      for (std::int64_t o = first; o < end; ++o, ++count) {
        const float* kernel = weight + (o * order.output_step + i * order.input_step) * R * R;
        for (std::int64_t tap = 0; tap < R * R; ++tap) packed[tap * step + count] = kernel[tap];
      }
    }
  }
  for (std::int64_t k = 0; k < count; k += kLanes) {
    transform<Evaluate<R>>(
        [&](std::int64_t y, std::int64_t x) { return load(packed + (y * R + x) * step + k); },
        [&](std::int64_t y, std::int64_t x, Vector value) {
          store(values + (y * kPoints + x) * step + k, value * broadcast(kPointScale[y] * kPointScale[x]));
        });
  }
}

/// Kernels that `add_gradients` sums, with those that fill up its blocks.
inline std::int64_t kernels_in_blocks(const PointShape& shape) {
  const std::int64_t rows = (shape.out_channels + kGradientOutputs - 1) / kGradientOutputs;
  const std::int64_t columns = (shape.in_channels + kGradientInputs - 1) / kGradientInputs;
  return rows * columns * kLanes;
}

/// The gradient of the kernels [out_channels][in_channels][R][R] from that of their values as `add_gradients`
/// sums it, pairs of points `step` apart. `packed` has room for R * R steps.
template <std::int64_t R>
void gradient_of_kernels(const PointShape& shape, const float* values, std::int64_t step, float* packed,
                         float* gradient) {
  const std::int64_t count = kernels_in_blocks(shape);
  for (std::int64_t k = 0; k < count; k += kLanes) {
    transform<Gather<R>>(
        [&](std::int64_t y, std::int64_t x) {
          return load(values + (y * kPoints + x) * step + k) * broadcast(kPointScale[y] * kPointScale[x]);
        },
        [&](std::int64_t y, std::int64_t x, Vector value) { store(packed + (y * R + x) * step + k, value); });
  }
  for (std::int64_t first = 0; first < shape.out_channels; first += kGradientOutputs) {
    for (std::int64_t i = 0; i < shape.in_channels; i += kGradientInputs, packed += kLanes) {
      for (std::int64_t lane = 0; lane < kLanes; ++lane) {
        const std::int64_t out = first + lane / kGradientInputs, in = i + lane % kGradientInputs;
        if (out >= shape.out_channels || in >= shape.in_channels) continue;
        float* kernel = gradient + (out * shape.in_channels + in) * R * R;
        for (std::int64_t tap = 0; tap < R * R; ++tap) kernel[tap] = packed[tap * step + lane];
      }
    }
  }
}

}  // namespace bayes::kernels::BAYES_KERNEL_SET

// Included once per instruction set; see philox_loops.h.
#pragma once

#include "bayes/kernels/convolution/convolution.h"
#include "bayes/kernels/vector_loops.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

/// Height or width of a convolution.
struct AxisShape {
  std::int64_t size, kernel, padding, stride, dilation, out_size;
};

inline AxisShape height_of(const ConvolutionShape& shape) {
  return {shape.height,        shape.kernel_height,   shape.padding_height,
          shape.stride_height, shape.dilation_height, shape.out_height()};
}

inline AxisShape width_of(const ConvolutionShape& shape) {
  return {shape.width,        shape.kernel_width,   shape.padding_width,
          shape.stride_width, shape.dilation_width, shape.out_width()};
}

/// Whether any tap reads positions of this remainder modulo the stride.
inline bool is_read(const AxisShape& axis, std::int64_t phase) {
  for (std::int64_t tap = 0; tap < axis.kernel; ++tap) {
    if (tap * axis.dilation % axis.stride == phase) return true;
  }
  return false;
}

/// Whether there are remainders that no tap reads.
inline bool has_gaps(const AxisShape& axis) {
  for (std::int64_t phase = 0; phase < axis.stride; ++phase) {
    if (!is_read(axis, phase)) return true;
  }
  return false;
}

/// One axis of a sum over windows: result i, for position result_first + i * result_step, is the sum over the
/// taps t of element kernel_first + t * kernel_step of the kernel times the source at first + i * step + t *
/// tap_step, where that lies in [0, sources).
struct Axis {
  std::int64_t results, result_first, result_step, result_positions;
  std::int64_t sources, first, step;
  std::int64_t taps, tap_step, kernel_first, kernel_step;
};

/// Of the convolution itself. Its only phase is 0.
inline Axis output_axis(const AxisShape& shape, std::int64_t) {
  return {shape.out_size, 0, 1, shape.out_size, shape.size, -shape.padding, shape.stride, shape.kernel,
          shape.dilation, 0, 1};
}

/// Of the input's gradient, at the positions phase, phase + stride, …: position p takes kernel element k
/// times the output's gradient at (p + padding - k * dilation) / stride for the k that leave no rest, which
/// are the same for all positions of a phase: some taps of a convolution of stride 1, the kernel turned
/// round.
inline Axis input_gradient_axis(const AxisShape& shape, std::int64_t phase) {
  const std::int64_t padded = phase + shape.padding;
  std::int64_t kernel_step = 1, kernel_first = 0;
  while (kernel_step * shape.dilation % shape.stride != 0) ++kernel_step;
  while (kernel_first < shape.kernel && (padded - kernel_first * shape.dilation) % shape.stride != 0)
    ++kernel_first;
  const std::int64_t taps =
      (shape.kernel - kernel_first + kernel_step - 1) / kernel_step;  // 0 if there are none
  const std::int64_t kernel_last = kernel_first + (taps - 1) * kernel_step;
  return {(shape.size - phase + shape.stride - 1) / shape.stride,
          phase,
          shape.stride,
          shape.size,
          shape.out_size,
          (padded - kernel_last * shape.dilation) / shape.stride,
          1,
          taps,
          kernel_step * shape.dilation / shape.stride,
          kernel_last,
          -kernel_step};
}

struct Range {
  std::int64_t begin, size;
};

/// a / b; most strides and dilations are 1, which need no division.
inline std::int64_t quotient(std::int64_t a, std::int64_t b) { return b == 1 ? a : a / b; }

/// The taps of a result whose sources there are.
inline Range taps_inside(const Axis& axis, std::int64_t result) {
  const std::int64_t at = axis.first + result * axis.step;
  const std::int64_t begin = at < 0 ? quotient(axis.tap_step - 1 - at, axis.tap_step) : 0;
  const std::int64_t end = at < axis.sources ? quotient(axis.sources - 1 - at, axis.tap_step) + 1 : 0;
  return {begin, larger(0, smaller(axis.taps, end) - begin)};
}

/// One more than the last result that has all its taps inside, if there is any.
inline std::int64_t end_of_whole(const Axis& axis) {
  return (axis.sources - 1 - (axis.taps - 1) * axis.tap_step - axis.first) / axis.step + 1;
}

}  // namespace bayes::kernels::BAYES_KERNEL_SET

// Included once per instruction set; see philox_loops.h.
#pragma once

#include "bayes/kernels/convolution/convolution_paths.h"
#include "bayes/kernels/convolution/convolution_sum_loops.h"
#include "bayes/kernels/convolution/convolution_weight_loops.h"
#include "bayes/kernels/convolution/wide_images_loops.h"
#include "bayes/kernels/scratch.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

/// A convolution, or its transpose: channels of a group, the phases of each axis and what they sum.
struct Direction {
  std::int64_t in_channels, out_channels;
  std::int64_t row_phases, column_phases;
  Axis (*axis)(const AxisShape& shape, std::int64_t phase);
  WeightOrder order;
  bool gaps;  // whether there are phases without taps
};

/// Group by group and phase by phase, for any number of images. `weight` is that of the convolution.
inline void convolve_any(const ConvolutionShape& shape, const Direction& direction, const float* input,
                         const float* weight, const float* bias, float* output) {
  const std::int64_t in_channels = direction.in_channels, out_channels = direction.out_channels;
  const std::int64_t weights = in_channels * out_channels * shape.kernel_height * shape.kernel_width;
  const std::int64_t images = whole_vectors(shape.images);
  const bool widened = images != shape.images;
  const AxisShape height = height_of(shape), width = width_of(shape);
  const Axis any_height = direction.axis(height, 0), any_width = direction.axis(width, 0);
  const std::int64_t in_pixels = in_channels * any_height.sources * any_width.sources;
  const std::int64_t out_pixels = out_channels * any_height.result_positions * any_width.result_positions;
  float* packed = scratch(whole_lines(weights) + whole_lines(out_channels) +
                          (widened ? whole_lines(in_pixels * images) + out_pixels * images : 0));
  float* zeros = packed + whole_lines(weights);
  float* wide_input = zeros + whole_lines(out_channels);
  float* wide_output = wide_input + whole_lines(in_pixels * images);
  zero(zeros, out_channels);
  for (std::int64_t group = 0; group < shape.groups; ++group) {
    const float* from = input + group * in_pixels * shape.images;
    float* to = output + group * out_pixels * shape.images;
    if (widened) {
      widen(from, shape.images, shape.images, wide_input, images, in_pixels);
      from = wide_input;
    }
    float* result = widened ? wide_output : to;
    if (direction.gaps) zero(result, out_pixels * images);
    for (std::int64_t row = 0; row < direction.row_phases; ++row) {
      for (std::int64_t column = 0; column < direction.column_phases; ++column) {
        const Windows windows{images, in_channels, out_channels, direction.axis(height, row),
                              direction.axis(width, column)};
        if (windows.height.taps == 0 || windows.width.taps == 0) continue;
        pack_weight(windows, direction.order, weight + group * weights, packed);
        convolve(windows, from, packed, bias == nullptr ? zeros : bias + group * out_channels, result);
      }
    }
    if (widened) narrow(wide_output, images, to, shape.images, out_pixels);
  }
}

void convolution(const ConvolutionShape& shape, const float* input, const float* weight, const float* bias,
                 float* output) {
  const std::int64_t kernel = shape.kernel_height * shape.kernel_width;
  const std::int64_t in_channels = shape.in_channels / shape.groups;
  convolve_any(shape,
               {in_channels,
                shape.out_channels / shape.groups,
                1,
                1,
                output_axis,
                {in_channels * kernel, kernel, shape.kernel_width},
                false},
               input, weight, bias, output);
}

inline void convolution_input_gradient(const ConvolutionShape& shape, const float* output_gradient,
                                       const float* weight, float* input_gradient) {
  const std::int64_t kernel = shape.kernel_height * shape.kernel_width;
  const std::int64_t in_channels = shape.in_channels / shape.groups;
  convolve_any(shape,
               {shape.out_channels / shape.groups,
                in_channels,
                smaller(shape.stride_height, shape.height),
                smaller(shape.stride_width, shape.width),
                input_gradient_axis,
                {kernel, in_channels * kernel, shape.kernel_width},
                has_gaps(height_of(shape)) || has_gaps(width_of(shape))},
               output_gradient, weight, nullptr, input_gradient);
}

/// Copies what is read of an input with `images` images, padded by zeros, to the layout.
inline void pad(const AxisShape& height, const AxisShape& width, std::int64_t images, const float* input,
                const PaddedInput& layout, float* to) {
  const std::int64_t wide = layout.images;
  for (std::int64_t channel = 0; channel < layout.channels; ++channel) {
    for (std::int64_t row = 0; row < layout.height; ++row, to += layout.row()) {
      const std::int64_t y = row - height.padding;
      if (!is_read(height, row % height.stride)) continue;
      if (y < 0 || y >= height.size) {
        zero(to, layout.row());
        continue;
      }
      const float* from = input + (channel * height.size + y) * width.size * images;
      for (std::int64_t phase = 0; phase < layout.phases; ++phase) {
        if (!is_read(width, phase)) continue;
        // Columns x of the phase lie at x * stride + shift of the image.
        const std::int64_t shift = phase - width.padding;
        const std::int64_t first =
            smaller(layout.phase_width, larger(0, (width.stride - 1 - shift) / width.stride));
        const std::int64_t end =
            smaller(layout.phase_width, (width.size - shift + width.stride - 1) / width.stride);
        const std::int64_t count = larger(0, end - first);
        float* columns = to + phase * layout.phase_width * wide;
        zero(columns, first * wide);
        widen(from + (first * width.stride + shift) * images, width.stride * images, images,
              columns + first * wide, wide, count);
        zero(columns + (first + count) * wide, (layout.phase_width - first - count) * wide);
      }
    }
  }
}

inline void convolution_weight_gradient(const ConvolutionShape& shape, const float* input,
                                        const float* output_gradient, float* weight_gradient,
                                        float* bias_gradient) {
  const AxisShape height = height_of(shape), width = width_of(shape);
  const std::int64_t in_channels = shape.in_channels / shape.groups;
  const std::int64_t out_channels = shape.out_channels / shape.groups;
  const std::int64_t images = whole_vectors(shape.images);
  const bool widened = images != shape.images;
  const bool copied = widened || height.padding > 0 || width.padding > 0 || width.stride > 1;
  const std::int64_t reach = (width.kernel - 1) * width.dilation / width.stride;
  const PaddedInput layout{images, in_channels, height.size + 2 * height.padding, width.stride,
                           copied ? width.out_size + reach : width.size};
  const std::int64_t taps = in_channels * height.kernel * width.kernel;
  const std::int64_t tap_floats =
      whole_lines(taps * static_cast<std::int64_t>(sizeof(std::int64_t) / sizeof(float)));
  const std::int64_t sums = whole_lines((taps + 1) * kProductChannels * parts_at_a_time(taps) * kLanes);
  const std::int64_t in_floats = in_channels * layout.channel();
  const std::int64_t in_pixels = in_channels * height.size * width.size;
  const std::int64_t out_pixels = out_channels * height.out_size * width.out_size;
  float* memory = scratch(tap_floats + sums + (copied ? whole_lines(in_floats) : 0) +
                          (widened ? out_pixels * images : 0));
  float* sum = memory + tap_floats;
  float* padded_input = sum + sums;
  float* wide_gradient = padded_input + whole_lines(in_floats);
  for (std::int64_t group = 0; group < shape.groups; ++group) {
    const float* in = input + group * in_pixels * shape.images;
    const float* gradient = output_gradient + group * out_pixels * shape.images;
    if (copied) pad(height, width, shape.images, in, layout, padded_input);
    if (widened) widen(gradient, shape.images, shape.images, wide_gradient, images, out_pixels);
    sum_gradients(layout, height, width, out_channels, copied ? padded_input : in,
                  widened ? wide_gradient : gradient, weight_gradient + group * out_channels * taps,
                  bias_gradient == nullptr ? nullptr : bias_gradient + group * out_channels,
                  reinterpret_cast<std::int64_t*>(memory), sum);
  }
}

void convolution_gradients(const ConvolutionShape& shape, const float* input, const float* weight,
                           const float* output_gradient, const ConvolutionGradients& gradients) {
  if (gradients.weight != nullptr)
    convolution_weight_gradient(shape, input, output_gradient, gradients.weight, gradients.bias);
  if (gradients.input != nullptr) convolution_input_gradient(shape, output_gradient, weight, gradients.input);
}

constexpr ConvolutionPath kConvolutionPath = {convolution, convolution_gradients};

}  // namespace bayes::kernels::BAYES_KERNEL_SET

const bayes::kernels::ConvolutionPath bayes::kernels::ConvolutionPath::BAYES_KERNEL_SET =
    bayes::kernels::BAYES_KERNEL_SET::kConvolutionPath;

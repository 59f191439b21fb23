// Included once per instruction set; see philox_loops.h.
#pragma once

#include "bayes/kernels/convolution_paths.h"
#include "bayes/kernels/convolution_sum_loops.h"
#include "bayes/kernels/convolution_weight_loops.h"
#include "bayes/kernels/scratch.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

/// A whole number of cache lines, as parts of the scratch memory are.
inline std::int64_t whole_lines(std::int64_t floats) { return (floats + 15) / 16 * 16; }
inline std::int64_t whole_vectors(std::int64_t images) { return (images + kLanes - 1) / kLanes * kLanes; }

inline void copy(const float* from, std::int64_t count, float* to) {
  __builtin_memcpy(to, from, static_cast<std::size_t>(count) * sizeof(float));
}

inline void zero(float* to, std::int64_t count) {
  __builtin_memset(to, 0, static_cast<std::size_t>(count) * sizeof(float));
}

/// Pixels with `images` each become pixels with `wide` >= images, filled up with zeros.
inline void widen(const float* from, std::int64_t images, float* to, std::int64_t wide, std::int64_t pixels) {
  for (std::int64_t pixel = 0; pixel < pixels; ++pixel) {
    copy(from + pixel * images, images, to + pixel * wide);
    zero(to + pixel * wide + images, wide - images);
  }
}

inline void narrow(const float* from, std::int64_t wide, float* to, std::int64_t images,
                   std::int64_t pixels) {
  for (std::int64_t pixel = 0; pixel < pixels; ++pixel)
    copy(from + pixel * wide, images, to + pixel * images);
}

/// `convolve` for any number of images and weights in any order.
inline void convolve_any(const ConvolutionShape& shape, const WeightOrder& order, const float* input,
                         const float* weight, const float* bias, float* output) {
  ConvolutionShape wide = shape;
  wide.images = whole_vectors(shape.images);
  const bool widened = wide.images != shape.images;
  const std::int64_t weights =
      shape.out_channels * shape.in_channels * shape.kernel_height * shape.kernel_width;
  const std::int64_t in_pixels = shape.in_channels * shape.height * shape.width;
  const std::int64_t out_pixels = shape.out_channels * shape.out_height() * shape.out_width();
  float* packed = scratch(whole_lines(weights) + whole_lines(shape.out_channels) +
                          (widened ? whole_lines(in_pixels * wide.images) + out_pixels * wide.images : 0));
  float* zeros = packed + whole_lines(weights);
  pack_weight(shape, order, weight, packed);
  if (bias == nullptr) {
    zero(zeros, shape.out_channels);
    bias = zeros;
  }
  if (widened) {
    float* wide_input = zeros + whole_lines(shape.out_channels);
    float* wide_output = wide_input + whole_lines(in_pixels * wide.images);
    widen(input, shape.images, wide_input, wide.images, in_pixels);
    convolve(wide, wide_input, packed, bias, wide_output);
    narrow(wide_output, wide.images, output, shape.images, out_pixels);
  } else {
    convolve(shape, input, packed, bias, output);
  }
}

void convolution(const ConvolutionShape& shape, const float* input, const float* weight, const float* bias,
                 float* output) {
  const std::int64_t kernel = shape.kernel_height * shape.kernel_width;
  convolve_any(shape, {shape.in_channels * kernel, kernel, 1, 0}, input, weight, bias, output);
}

/// The convolution of the output's gradient with the kernel turned by 180 degrees.
void convolution_input_gradient(const ConvolutionShape& shape, const float* output_gradient,
                                const float* weight, float* input_gradient) {
  const std::int64_t kernel = shape.kernel_height * shape.kernel_width;
  const ConvolutionShape turned{shape.images,
                                shape.out_channels,
                                shape.out_height(),
                                shape.out_width(),
                                shape.in_channels,
                                shape.kernel_height,
                                shape.kernel_width,
                                shape.kernel_height - 1 - shape.padding_height,
                                shape.kernel_width - 1 - shape.padding_width};
  convolve_any(turned, {kernel, shape.in_channels * kernel, -1, kernel - 1}, output_gradient, weight, nullptr,
               input_gradient);
}

/// Copies the input of `shape` to the middle of that of `padded`, which is larger and 0 elsewhere.
inline void pad(const ConvolutionShape& shape, const float* input, const ConvolutionShape& padded,
                float* to) {
  const std::int64_t row = padded.width * padded.images, edge = shape.padding_width * padded.images;
  for (std::int64_t i = 0; i < shape.in_channels * padded.height; ++i, to += row) {
    const std::int64_t y = i % padded.height - shape.padding_height;
    if (y < 0 || y >= shape.height) {
      zero(to, row);
      continue;
    }
    zero(to, edge);
    widen(input, shape.images, to + edge, padded.images, shape.width);
    zero(to + row - edge, edge);
    input += shape.width * shape.images;
  }
}

void convolution_weight_gradient(const ConvolutionShape& shape, const float* input,
                                 const float* output_gradient, float* weight_gradient, float* bias_gradient) {
  ConvolutionShape padded = shape;
  padded.images = whole_vectors(shape.images);
  padded.height += 2 * shape.padding_height;
  padded.width += 2 * shape.padding_width;
  padded.padding_height = padded.padding_width = 0;
  const bool widened = padded.images != shape.images;
  const bool copied = widened || shape.padding_height > 0 || shape.padding_width > 0;
  const std::int64_t taps = shape.in_channels * shape.kernel_height * shape.kernel_width;
  const std::int64_t tap_floats =
      whole_lines(taps * static_cast<std::int64_t>(sizeof(std::int64_t) / sizeof(float)));
  const std::int64_t sums = whole_lines((taps + 1) * kProductChannels * kLanes);
  const std::int64_t in_floats = padded.in_channels * padded.height * padded.width * padded.images;
  const std::int64_t out_pixels = shape.out_channels * shape.out_height() * shape.out_width();
  float* memory = scratch(tap_floats + sums + (copied ? whole_lines(in_floats) : 0) +
                          (widened ? out_pixels * padded.images : 0));
  float* sum = memory + tap_floats;
  float* padded_input = sum + sums;
  if (copied) {
    pad(shape, input, padded, padded_input);
    input = padded_input;
  }
  if (widened) {
    float* wide_gradient = padded_input + whole_lines(in_floats);
    widen(output_gradient, shape.images, wide_gradient, padded.images, out_pixels);
    output_gradient = wide_gradient;
  }
  sum_gradients(padded, input, output_gradient, weight_gradient, bias_gradient,
                reinterpret_cast<std::int64_t*>(memory), sum);
}

extern const ConvolutionPath convolution_path;
const ConvolutionPath convolution_path = {convolution, convolution_input_gradient,
                                          convolution_weight_gradient};

}  // namespace bayes::kernels::BAYES_KERNEL_SET

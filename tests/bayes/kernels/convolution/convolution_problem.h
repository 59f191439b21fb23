#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <random>
#include <vector>

#include "bayes/kernels/convolution/convolution_paths.h"

namespace bayes::kernels {

inline std::ostream& operator<<(std::ostream& stream, const ConvolutionShape& s) {
  return stream << s.images << " images, " << s.in_channels << " x " << s.height << " x " << s.width << " to "
                << s.out_channels << ", kernel " << s.kernel_height << " x " << s.kernel_width << ", padding "
                << s.padding_height << " x " << s.padding_width << ", stride " << s.stride_height << " x "
                << s.stride_width << ", dilation " << s.dilation_height << " x " << s.dilation_width << ", "
                << s.groups << " groups";
}

inline constexpr float kUntouched = 77.0f;
inline constexpr std::size_t kMargin = 64;
/// A result with a margin on both sides that no kernel may write to.
struct Guarded {
  explicit Guarded(std::size_t size) : values(size + 2 * kMargin, kUntouched) {}
  float* data() { return values.data() + kMargin; }
  bool margins_are_untouched() const {
    return std::count(values.begin(), values.begin() + kMargin, kUntouched) == kMargin &&
           std::count(values.end() - kMargin, values.end(), kUntouched) == kMargin;
  }
  std::vector<float> values;
};

/// |values - expected| / |expected|, of the whole tensors; |values| where 0 is expected.
inline double relative_error(Guarded& values, const std::vector<double>& expected) {
  double square = 0.0, error = 0.0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    square += expected[i] * expected[i];
    error += (values.data()[i] - expected[i]) * (values.data()[i] - expected[i]);
  }
  return std::sqrt(square > 0.0 ? error / square : error);
}

struct Problem {
  Problem(const ConvolutionShape& shape, unsigned seed) : shape(shape), random(seed) {
    const auto in = shape.in_channels * shape.height * shape.width * shape.images;
    const auto out = shape.out_channels * shape.out_height() * shape.out_width() * shape.images;
    input = normals(in);
    weight = normals(shape.out_channels * shape.in_channels / shape.groups * shape.kernel_height *
                     shape.kernel_width);
    bias = normals(shape.out_channels);
    output_gradient = normals(out);
  }

  std::vector<float> normals(std::int64_t count) {
    std::vector<float> values(static_cast<std::size_t>(count));
    for (float& value : values) value = std::normal_distribution<float>{}(random);
    return values;
  }

  /// The definition in double precision: every product of an input, a weight and an output that there is.
  void solve() {
    const ConvolutionShape& s = shape;
    output.assign(output_gradient.size(), 0.0);
    input_gradient.assign(input.size(), 0.0);
    weight_gradient.assign(weight.size(), 0.0);
    bias_gradient.assign(bias.size(), 0.0);
    const std::int64_t group_in = s.in_channels / s.groups, group_out = s.out_channels / s.groups;
    const std::int64_t n = s.images;
    std::int64_t at = 0;
    // Pointers, since under a sanitizer or without optimisation a vector's operator is a call.
    for (std::int64_t o = 0; o < s.out_channels; ++o)
      for (std::int64_t y = 0; y < s.out_height(); ++y)
        for (std::int64_t x = 0; x < s.out_width(); ++x, at += n) {
          const float* slope = output_gradient.data() + at;
          double* out = output.data() + at;
          for (std::int64_t image = 0; image < n; ++image) {
            out[image] = bias[static_cast<std::size_t>(o)];
            bias_gradient[static_cast<std::size_t>(o)] += slope[image];
          }
          for (std::int64_t c = 0; c < group_in; ++c)
            for (std::int64_t i = 0; i < s.kernel_height; ++i)
              for (std::int64_t j = 0; j < s.kernel_width; ++j) {
                const std::int64_t v = y * s.stride_height + i * s.dilation_height - s.padding_height;
                const std::int64_t u = x * s.stride_width + j * s.dilation_width - s.padding_width;
                if (v < 0 || v >= s.height || u < 0 || u >= s.width) continue;
                const std::int64_t channel = o / group_out * group_in + c;
                const std::int64_t from = ((channel * s.height + v) * s.width + u) * n;
                const auto tap =
                    static_cast<std::size_t>(((o * group_in + c) * s.kernel_height + i) * s.kernel_width + j);
                const float* in = input.data() + from;
                double* of_in = input_gradient.data() + from;
                const double factor = weight[tap];
                double of_factor = 0.0;
                for (std::int64_t image = 0; image < n; ++image) {
                  out[image] += factor * in[image];
                  of_in[image] += factor * slope[image];
                  of_factor += static_cast<double>(in[image]) * slope[image];
                }
                weight_gradient[tap] += of_factor;
              }
        }
  }

  ConvolutionShape shape;
  std::mt19937 random;
  std::vector<float> input, weight, bias, output_gradient;
  std::vector<double> output, input_gradient, weight_gradient, bias_gradient;
};

/// Relative errors that are allowed: of output, input's, weight's and bias's gradient.
struct Tolerances {
  double output, input_gradient, weight_gradient, bias_gradient;
};

inline void expect_solved(const ConvolutionPath& path, Problem problem, const Tolerances& tolerances) {
  problem.solve();
  Guarded output(problem.output.size()), input_gradient(problem.input.size());
  Guarded weight_gradient(problem.weight.size()), bias_gradient(problem.bias.size());

  path.convolution(problem.shape, problem.input.data(), problem.weight.data(), problem.bias.data(),
                   output.data());
  path.gradients(problem.shape, problem.input.data(), problem.weight.data(), problem.output_gradient.data(),
                 {input_gradient.data(), weight_gradient.data(), bias_gradient.data()});

  EXPECT_LE(relative_error(output, problem.output), tolerances.output) << problem.shape;
  EXPECT_LE(relative_error(input_gradient, problem.input_gradient), tolerances.input_gradient)
      << problem.shape;
  EXPECT_LE(relative_error(weight_gradient, problem.weight_gradient), tolerances.weight_gradient)
      << problem.shape;
  EXPECT_LE(relative_error(bias_gradient, problem.bias_gradient), tolerances.bias_gradient) << problem.shape;
  for (const Guarded* result : {&output, &input_gradient, &weight_gradient, &bias_gradient}) {
    EXPECT_TRUE(result->margins_are_untouched()) << problem.shape;
  }
}

}  // namespace bayes::kernels

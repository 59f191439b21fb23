#pragma once

#include <cstdint>

namespace bayes::kernels {

/// Windows of window x window pixels that touch but do not overlap; rows and columns left over are ignored,
/// as LibTorch's max_pool2d does with ceil_mode=false. Images are innermost, as in convolution.h.
struct ReluMaxPoolShape {
  std::int64_t images, channels, height, width;
  std::int64_t window;  ///< 1 to 15
};

/// Winner of a window where ReLU gave 0.
constexpr std::uint8_t kNoWinner = 255;

/// output = max over the window of max(0, input).
///   input   [channels][height][width][images]
///   output  [channels][height / window][width / window][images]
///   winner  shaped like output: y * window + x of the largest value in the window, the first of equal ones,
///   or
///           `kNoWinner`. A NaN wins, the last of several, as in LibTorch.
/// Throws `Error` where a size is below 1 or the window is larger than 15 or than the image.
void relu_max_pool(const ReluMaxPoolShape& shape, const float* input, float* output, std::uint8_t* winner);
/// Gradient of the input, all of which is written: that of the output at the winners, 0 elsewhere. Throws as
/// `relu_max_pool`.
void relu_max_pool_gradient(const ReluMaxPoolShape& shape, const float* output_gradient,
                            const std::uint8_t* winner, float* input_gradient);

}  // namespace bayes::kernels

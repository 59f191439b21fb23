#pragma once

#include <cstdint>

namespace bnn {

/// Mean and standard deviation of the pixels of the training images, in [0, 1].
struct PixelStatistics {
  double mean = 0.0;
  double standard_deviation = 1.0;
};

/// How a picture is unlike all training images.
enum class Unlike {
  kNothing,   ///< no more than they are unlike each other, as far as these figures tell
  kInverted,  ///< dark on light where they are light on dark, or the other way round
  kBlank,     ///< hardly anything on it
};

/// Inverted: whole picture and border (1/14 of the sides) are both beyond the middle grey from the training
/// mean, which must be 0.1 away from it to tell. Blank: the standard deviation of the picture's pixels is
/// below 1/10 of training's.
///   pixels  [height, width], 0 to 255
Unlike unlike_training(const std::uint8_t* pixels, std::int64_t height, std::int64_t width,
                       const PixelStatistics& training);

}  // namespace bnn

#pragma once

#include <cstdint>
#include <vector>

#include "experiments/pictures/picture.h"

namespace bnn {

/// One channel of a picture, to compute with.
struct Plane {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::vector<double> values;  ///< [height, width]

  double& at(std::int64_t y, std::int64_t x) { return values[static_cast<std::size_t>(y * width + x)]; }
  double at(std::int64_t y, std::int64_t x) const { return values[static_cast<std::size_t>(y * width + x)]; }
};

/// A plane of values from 0 to 255 as a grey picture: rounded.
Picture to_picture(const Plane& plane);

/// Each value of the result is the average over the part of the plane that it covers, pixels on the edge
/// counted by their share: no aliasing, and the mean stays.
Plane scaled_by_area(const Plane& plane, std::int64_t height, std::int64_t width);

/// A grey picture's values, 0 to 255, scaled down by area so that no side is longer than `longest`, with its
/// proportions; as they are where none is.
Plane scaled_to_fit(const Picture& grey, std::int64_t longest);

}  // namespace bnn

#include "experiments/pictures/prepared_picture.h"

#include <algorithm>
#include <cmath>

#include "bayes/core/error.h"
#include "experiments/pictures/ink.h"

namespace bnn {
namespace {

constexpr double kBox = 20.0 / 28.0;

Plane cropped_to_ink(const Plane& ink) {
  std::int64_t top = ink.height, bottom = -1, left = ink.width, right = -1;
  for (std::int64_t y = 0; y < ink.height; ++y) {
    for (std::int64_t x = 0; x < ink.width; ++x) {
      if (ink.at(y, x) < 0.5) continue;
      top = std::min(top, y), bottom = std::max(bottom, y);
      left = std::min(left, x), right = std::max(right, x);
    }
  }
  if (bottom < 0) return {};
  Plane cropped{bottom - top + 1, right - left + 1, {}};
  for (std::int64_t y = top; y <= bottom; ++y) {
    for (std::int64_t x = left; x <= right; ++x) cropped.values.push_back(ink.at(y, x));
  }
  return cropped;
}

Plane scaled_into_box(const Plane& ink, std::int64_t height, std::int64_t width) {
  const double factor = std::min(kBox * static_cast<double>(height) / static_cast<double>(ink.height),
                                 kBox * static_cast<double>(width) / static_cast<double>(ink.width));
  const auto scaled = [factor](std::int64_t length) {
    return std::max<std::int64_t>(1, std::lround(factor * static_cast<double>(length)));
  };
  return scaled_by_area(ink, scaled(ink.height), scaled(ink.width));
}

// The centre of mass, with pixels 1 long and the first one's middle at 1/2.
std::pair<double, double> centre_of(const Plane& ink) {
  double sum = 0.0, down = 0.0, across = 0.0;
  for (std::int64_t y = 0; y < ink.height; ++y) {
    for (std::int64_t x = 0; x < ink.width; ++x) {
      sum += ink.at(y, x);
      down += ink.at(y, x) * (static_cast<double>(y) + 0.5);
      across += ink.at(y, x) * (static_cast<double>(x) + 0.5);
    }
  }
  return {down / sum, across / sum};
}

// Where `length` begins for its centre to be, as near as whole pixels allow, in the middle of the pixel
// behind the middle of `whole`: MNIST's are at 14.50 and 14.51 of 28, on average over the training images.
// Never outside.
std::int64_t begin_of(double centre, std::int64_t length, std::int64_t whole) {
  const double middle = static_cast<double>(whole / 2) + 0.5;
  return std::clamp<std::int64_t>(std::lround(middle - centre), 0, whole - length);
}

}  // namespace

Picture prepare_picture(const Picture& grey, std::int64_t height, std::int64_t width,
                        const std::string& where) {
  const auto ink = cropped_to_ink(find_ink(grey));
  if (ink.height == 0) {
    throw bayes::Error("nothing stands out from the ground of the picture", where,
                       "give a picture with a dark sign on light ground, or the other way round; for a "
                       "transparent one see --background",
                       bayes::Fault::kData);
  }
  const auto sign = scaled_into_box(ink, height, width);
  const auto [down, across] = centre_of(sign);
  const auto top = begin_of(down, sign.height, height), left = begin_of(across, sign.width, width);
  Plane field{height, width, std::vector<double>(static_cast<std::size_t>(height * width), 0.0)};
  for (std::int64_t y = 0; y < sign.height; ++y) {
    for (std::int64_t x = 0; x < sign.width; ++x) field.at(top + y, left + x) = 255.0 * sign.at(y, x);
  }
  return to_picture(field);
}

}  // namespace bnn

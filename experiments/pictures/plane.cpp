#include "experiments/pictures/plane.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace bnn {
namespace {

// What a value of the result covers of a row: pixels `first`, `first` + 1, … with their shares, whose sum
// is 1.
struct Covered {
  std::int64_t first = 0;
  std::vector<double> shares;
};

std::vector<Covered> covered_by(std::int64_t width, std::int64_t to) {
  const double step = static_cast<double>(width) / static_cast<double>(to);
  std::vector<Covered> all;
  for (std::int64_t i = 0; i < to; ++i) {
    const double begin = step * static_cast<double>(i);
    const double end = std::min(step * static_cast<double>(i + 1), static_cast<double>(width));
    Covered covered{static_cast<std::int64_t>(begin), {}};
    for (auto x = covered.first; x < width && static_cast<double>(x) < end; ++x) {
      const double part = std::min(end, static_cast<double>(x + 1)) - std::max(begin, static_cast<double>(x));
      covered.shares.push_back(part / step);
    }
    all.push_back(std::move(covered));
  }
  return all;
}

// Rows of `width` values averaged to `to` values each.
template <class Value>
std::vector<double> with_scaled_rows(const std::vector<Value>& values, std::int64_t width, std::int64_t to) {
  const auto covered = covered_by(width, to);
  std::vector<double> scaled;
  scaled.reserve(values.size() / static_cast<std::size_t>(width) * static_cast<std::size_t>(to));
  for (auto row = values.begin(); row != values.end(); row += width) {
    for (const auto& [first, shares] : covered) {
      scaled.push_back(std::inner_product(shares.begin(), shares.end(), row + first, 0.0));
    }
  }
  return scaled;
}

std::vector<double> transposed(const std::vector<double>& values, std::int64_t width) {
  const auto rows = static_cast<std::int64_t>(values.size()) / width;
  std::vector<double> turned(values.size());
  for (std::int64_t y = 0; y < rows; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      turned[static_cast<std::size_t>(x * rows + y)] = values[static_cast<std::size_t>(y * width + x)];
    }
  }
  return turned;
}

template <class Value>
Plane scaled(const std::vector<Value>& values, std::int64_t height, std::int64_t width,
             std::int64_t to_height, std::int64_t to_width) {
  const auto narrow = transposed(with_scaled_rows(values, width, to_width), to_width);
  return {to_height, to_width, transposed(with_scaled_rows(narrow, height, to_height), to_height)};
}

}  // namespace

Picture to_picture(const Plane& plane) {
  Picture picture{plane.height, plane.width, 1, {}};
  for (const double value : plane.values) {
    picture.pixels.push_back(static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 255.0))));
  }
  return picture;
}

Plane scaled_by_area(const Plane& plane, std::int64_t height, std::int64_t width) {
  return scaled(plane.values, plane.height, plane.width, height, width);
}

Plane scaled_to_fit(const Picture& grey, std::int64_t longest) {
  const auto side = std::max(grey.height, grey.width);
  if (side <= longest) return {grey.height, grey.width, {grey.pixels.begin(), grey.pixels.end()}};
  const double factor = static_cast<double>(longest) / static_cast<double>(side);
  const auto fitted = [factor](std::int64_t length) {
    return std::max<std::int64_t>(1, std::lround(factor * static_cast<double>(length)));
  };
  return scaled(grey.pixels, grey.height, grey.width, fitted(grey.height), fitted(grey.width));
}

}  // namespace bnn

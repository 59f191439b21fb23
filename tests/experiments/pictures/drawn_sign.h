#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <vector>

#include "experiments/pictures/picture.h"

namespace bnn {

/// A sign drawn with a round pen: strokes of straight lines through points, in a square with sides of 1.
struct Sign {
  using Point = std::array<double, 2>;  // across, down
  std::vector<std::vector<Point>> strokes;
  double pen = 0.06;  // radius

  bool has_ink(double x, double y) const {
    for (const auto& stroke : strokes) {
      for (std::size_t i = 1; i < stroke.size(); ++i) {
        const auto [ax, ay] = stroke[i - 1];
        const auto [bx, by] = stroke[i];
        const double dx = bx - ax, dy = by - ay;
        const double along =
            std::fmax(0.0, std::fmin(1.0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
        if (std::hypot(x - ax - along * dx, y - ay - along * dy) <= pen) return true;
      }
    }
    return false;
  }
};

/// Ten digits.
inline const std::array<Sign, 10>& digits() {
  static const std::array<Sign, 10> all = {
      Sign{{{{.5, .1},
             {.72, .22},
             {.84, .5},
             {.72, .8},
             {.5, .93},
             {.28, .76},
             {.2, .5},
             {.28, .2},
             {.5, .1}}}},
      Sign{{{{.4, .32}, {.55, .1}, {.5, .9}}}},
      Sign{{{{.22, .28}, {.4, .1}, {.68, .14}, {.74, .35}, {.22, .9}, {.8, .88}}}},
      Sign{{{{.25, .15}, {.7, .12}, {.48, .42}, {.74, .55}, {.7, .82}, {.45, .92}, {.22, .82}}}},
      Sign{{{{.35, .1}, {.22, .55}, {.8, .55}}, {{.65, .3}, {.6, .92}}}},
      Sign{{{{.71, .12}, {.32, .12}, {.28, .45}, {.62, .45}, {.74, .68}, {.6, .88}, {.28, .88}}}},
      Sign{{{{.7, .1}, {.35, .4}, {.26, .7}, {.45, .9}, {.7, .78}, {.66, .58}, {.3, .64}}}},
      Sign{{{{.2, .14}, {.78, .12}, {.42, .9}}}},
      Sign{{{{.5, .48},
             {.3, .3},
             {.5, .1},
             {.7, .3},
             {.5, .48},
             {.26, .72},
             {.5, .92},
             {.8, .72},
             {.5, .48}}}},
      Sign{{{{.7, .3}, {.48, .5}, {.3, .3}, {.5, .1}, {.7, .3}, {.64, .92}}}}};
  return all;
}

/// Where a sign lies in a photograph, and what light falls on it.
struct Photo {
  std::int64_t height = 360, width = 480;
  double left = 200, top = 90;  ///< of the sign's square, in pixels
  double side = 200;
  double paper = 225, ink = 40;
  double shade = 0;  ///< how much darker the right edge is than the left, ink and paper alike
  double noise = 0;  ///< half of its range
};

/// The photograph in grey, each pixel the average over 4 × 4 places.
inline Picture photograph(const Sign& sign, const Photo& photo) {
  Picture picture{photo.height, photo.width, 1, {}};
  std::uint32_t random = 1;
  for (std::int64_t y = 0; y < photo.height; ++y) {
    for (std::int64_t x = 0; x < photo.width; ++x) {
      double share = 0.0;
      for (int place = 0; place < 16; ++place) {
        const double across = (static_cast<double>(x) + (place % 4 + 0.5) / 4 - photo.left) / photo.side;
        const double down = (static_cast<double>(y) + (place / 4 + 0.5) / 4 - photo.top) / photo.side;
        const bool is_in_the_square = across > 0 && across < 1 && down > 0 && down < 1;
        share += is_in_the_square && sign.has_ink(across, down) ? 1.0 / 16 : 0.0;
      }
      random = random * 1664525u + 1013904223u;  // Numerical Recipes' generator
      const double noise = photo.noise * (static_cast<double>(random >> 8) / (1 << 23) - 1.0);
      const double light = photo.shade * static_cast<double>(x) / static_cast<double>(photo.width);
      const double value = photo.paper + share * (photo.ink - photo.paper) - light + noise;
      picture.pixels.push_back(static_cast<std::uint8_t>(std::lround(std::fmin(255, std::fmax(0, value)))));
    }
  }
  return picture;
}

/// The sign as MNIST's authors say that they made theirs, from the drawing itself: its box, sampled finely,
/// in 20 of 28 pixels; then shifted by whole pixels with the centre of mass to the middle. [28, 28], 0 to
/// 255.
inline std::vector<double> as_in_mnist(const Sign& sign) {
  constexpr int kFine = 500, kField = 28, kBox = 20, kPlaces = 12;
  constexpr double kMiddle = 14.5;  // where the training images have it, measured; the first pixel is at 0.5
  double left = 1, right = 0, top = 1, bottom = 0;
  for (int y = 0; y < kFine; ++y) {
    for (int x = 0; x < kFine; ++x) {
      const double across = (x + 0.5) / kFine, down = (y + 0.5) / kFine;
      if (!sign.has_ink(across, down)) continue;
      left = std::fmin(left, across), right = std::fmax(right, across);
      top = std::fmin(top, down), bottom = std::fmax(bottom, down);
    }
  }
  const double scale = kBox / std::fmax(right - left, bottom - top);
  const auto width = std::lround(scale * (right - left)), height = std::lround(scale * (bottom - top));
  std::vector<double> box;
  double sum = 0, across = 0, down = 0;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      double share = 0.0;
      for (int place = 0; place < kPlaces * kPlaces; ++place) {
        const double u = (x + (place % kPlaces + 0.5) / kPlaces) / static_cast<double>(width);
        const double v = (y + (place / kPlaces + 0.5) / kPlaces) / static_cast<double>(height);
        share += sign.has_ink(left + u * (right - left), top + v * (bottom - top));
      }
      box.push_back(255.0 * share / (kPlaces * kPlaces));
      sum += box.back(), across += box.back() * (x + 0.5), down += box.back() * (y + 0.5);
    }
  }
  const auto shift_x = std::lround(kMiddle - across / sum);
  const auto shift_y = std::lround(kMiddle - down / sum);
  std::vector<double> field(kField * kField, 0.0);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      field[static_cast<std::size_t>((y + shift_y) * kField + x + shift_x)] =
          box[static_cast<std::size_t>(y * width + x)];
    }
  }
  return field;
}

}  // namespace bnn

#include "experiments/pictures/unlike_training.h"

#include <algorithm>
#include <cmath>

namespace bnn {
namespace {

constexpr double kMiddle = 0.5;
constexpr double kClear = 0.1;
constexpr double kBlank = 0.1;

struct Sums {
  double count = 0.0, sum = 0.0, squares = 0.0;
  void add(double value) { count += 1.0, sum += value, squares += value * value; }
  double mean() const { return count > 0.0 ? sum / count : 0.0; }
  double deviation() const { return std::sqrt(std::max(0.0, squares / count - mean() * mean())); }
};

}  // namespace

Unlike unlike_training(const std::uint8_t* pixels, std::int64_t height, std::int64_t width,
                       const PixelStatistics& training) {
  const auto wide = std::max<std::int64_t>(1, std::min(height, width) / 14);
  Sums whole, border;
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      const double value = pixels[y * width + x] / 255.0;
      const bool inside = y >= wide && y < height - wide && x >= wide && x < width - wide;
      whole.add(value);
      if (!inside) border.add(value);
    }
  }
  if (whole.deviation() < kBlank * training.standard_deviation) return Unlike::kBlank;
  const auto beyond = [&](double mean) { return training.mean < kMiddle ? mean > kMiddle : mean < kMiddle; };
  const bool tells = std::abs(training.mean - kMiddle) >= kClear;
  return tells && beyond(whole.mean()) && beyond(border.mean()) ? Unlike::kInverted : Unlike::kNothing;
}

}  // namespace bnn

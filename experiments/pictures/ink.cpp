#include "experiments/pictures/ink.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "experiments/pictures/ground_surface.h"
#include "experiments/pictures/ink_specks.h"

namespace bnn {
namespace {

constexpr std::int64_t kLongestSide = 1024;
constexpr double kExtreme = 0.0005;      // share of pixels beyond which a value is noise: digits can be small
constexpr double kLeastContrast = 16.0;  // grey levels between ground and ink; noise of cameras is below it
constexpr int kFits = 3;
// Of the way from ground to ink: less is ground, more is ink. As far from either end, so that the edges of
// strokes stay where they are.
constexpr double kGround = 0.2, kInk = 0.8;
constexpr double kSpeck = 0.03;

double quantile(std::vector<double> values, double share) {
  const auto place = static_cast<std::ptrdiff_t>(std::lround(share * static_cast<double>(values.size() - 1)));
  std::nth_element(values.begin(), values.begin() + place, values.end());
  return values[static_cast<std::size_t>(place)];
}

double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

std::vector<double> border_of(const Plane& plane) {
  const auto wide = std::max<std::int64_t>(1, std::min(plane.height, plane.width) / 20);
  std::vector<double> border;
  for (std::int64_t y = 0; y < plane.height; ++y) {
    for (std::int64_t x = 0; x < plane.width; ++x) {
      const bool inside = y >= wide && y < plane.height - wide && x >= wide && x < plane.width - wide;
      if (!inside) border.push_back(plane.at(y, x));
    }
  }
  return border;
}

void make_ink_light(Plane& plane) {
  const double ground = median(border_of(plane));
  const double darkest = quantile(plane.values, kExtreme), lightest = quantile(plane.values, 1.0 - kExtreme);
  if (lightest - ground >= ground - darkest) return;
  for (double& value : plane.values) value = 255.0 - value;
}

Plane above_ground(const Plane& plane) {
  const double ground = median(border_of(plane));
  Plane above = plane;
  for (double& value : above.values) value -= ground;
  for (int fit = 0; fit < kFits; ++fit) {
    const double highest = quantile(above.values, 1.0 - kExtreme);
    const double limit = std::max(highest / 2, 1.0);
    const GroundSurface surface(plane,
                                [&](std::int64_t y, std::int64_t x) { return above.at(y, x) < limit; });
    for (std::int64_t y = 0; y < plane.height; ++y) {
      for (std::int64_t x = 0; x < plane.width; ++x) {
        above.at(y, x) = plane.at(y, x) - surface.at(y, x);
      }
    }
  }
  return above;
}

}  // namespace

Plane find_ink(const Picture& grey) {
  auto plane = scaled_to_fit(grey, kLongestSide);
  make_ink_light(plane);
  auto ink = above_ground(plane);
  const double highest = quantile(ink.values, 1.0 - kExtreme);
  if (highest < kLeastContrast) return {};
  std::vector<double> strokes;
  std::copy_if(ink.values.begin(), ink.values.end(), std::back_inserter(strokes),
               [highest](double value) { return value >= highest / 2; });
  const double full = median(std::move(strokes));
  for (double& value : ink.values) {
    value = std::clamp((value / full - kGround) / (kInk - kGround), 0.0, 1.0);
  }
  remove_specks(ink, kSpeck);
  return ink;
}

}  // namespace bnn

#pragma once

#include <array>
#include <functional>

#include "experiments/pictures/plane.h"

namespace bnn {

/// A quadratic surface over a plane: light that falls on paper from one side.
class GroundSurface {
 public:
  /// Through the values at all places that `is_ground` says yes to: least squares, with a trace of a ridge
  /// for planes that are too small for six terms.
  GroundSurface(const Plane& plane, const std::function<bool(std::int64_t y, std::int64_t x)>& is_ground);

  double at(std::int64_t y, std::int64_t x) const;

 private:
  static constexpr std::size_t kTerms = 6;
  using Terms = std::array<double, kTerms>;

  Terms terms_at(std::int64_t y, std::int64_t x) const;

  double height_, width_;
  Terms factors_{};
};

}  // namespace bnn

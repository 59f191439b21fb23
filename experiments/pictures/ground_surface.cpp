#include "experiments/pictures/ground_surface.h"

#include <numeric>

namespace bnn {
namespace {

constexpr double kRidge = 1e-6;

// Solves the symmetric positive definite system in place: Gauss, which needs no pivots there.
template <std::size_t kSize>
std::array<double, kSize> solved(std::array<std::array<double, kSize>, kSize> matrix,
                                 std::array<double, kSize> right) {
  for (std::size_t pivot = 0; pivot < kSize; ++pivot) {
    for (std::size_t row = pivot + 1; row < kSize; ++row) {
      const double factor = matrix[row][pivot] / matrix[pivot][pivot];
      for (std::size_t column = pivot; column < kSize; ++column) {
        matrix[row][column] -= factor * matrix[pivot][column];
      }
      right[row] -= factor * right[pivot];
    }
  }
  for (std::size_t row = kSize; row-- > 0;) {
    for (std::size_t column = row + 1; column < kSize; ++column) {
      right[row] -= matrix[row][column] * right[column];
    }
    right[row] /= matrix[row][row];
  }
  return right;
}

}  // namespace

GroundSurface::GroundSurface(const Plane& plane,
                             const std::function<bool(std::int64_t y, std::int64_t x)>& is_ground)
    : height_(static_cast<double>(plane.height)), width_(static_cast<double>(plane.width)) {
  std::array<Terms, kTerms> products{};
  Terms sums{};
  for (std::size_t i = 0; i < kTerms; ++i) products[i][i] = kRidge;
  for (std::int64_t y = 0; y < plane.height; ++y) {
    for (std::int64_t x = 0; x < plane.width; ++x) {
      if (!is_ground(y, x)) continue;
      const auto terms = terms_at(y, x);
      for (std::size_t i = 0; i < kTerms; ++i) {
        for (std::size_t j = 0; j < kTerms; ++j) products[i][j] += terms[i] * terms[j];
        sums[i] += terms[i] * plane.at(y, x);
      }
    }
  }
  factors_ = solved(products, sums);
}

double GroundSurface::at(std::int64_t y, std::int64_t x) const {
  const auto terms = terms_at(y, x);
  return std::inner_product(terms.begin(), terms.end(), factors_.begin(), 0.0);
}

// Coordinates from -1 to 1, so that no term dwarfs another.
GroundSurface::Terms GroundSurface::terms_at(std::int64_t y, std::int64_t x) const {
  const double v = 2.0 * static_cast<double>(y) / height_ - 1.0;
  const double u = 2.0 * static_cast<double>(x) / width_ - 1.0;
  return {1.0, u, v, u * u, u * v, v * v};
}

}  // namespace bnn

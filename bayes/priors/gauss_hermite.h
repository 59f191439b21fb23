#pragma once

#include <torch/types.h>

namespace bayes {

/// A rule for expectations: E f(z) = sum of weight * f(point), z ~ N(0, 1).
struct GaussHermite {
  torch::Tensor points;   ///< [16], float64
  torch::Tensor weights;  ///< [16], float64; their sum is 1
};

/// The rule of Gauss and Hermite with 16 points, exact for polynomials f up to degree 31. From the
/// eigenvalues of its Jacobi matrix. Source: Golub & Welsch 1969.
const GaussHermite& gauss_hermite();

}  // namespace bayes

#pragma once

#include <torch/types.h>

namespace bayes {

/// Points and weights [16], float64, with E f(z) = sum of weight * f(point) for z ~ N(0, 1) and polynomials f
/// up to degree 31: the rule of Gauss and Hermite, from the eigenvalues of its Jacobi matrix.
/// Source: Golub & Welsch 1969.
struct GaussHermite {
  torch::Tensor points;
  torch::Tensor weights;
};
const GaussHermite& gauss_hermite();

}  // namespace bayes

#include "bayes/priors/gauss_hermite.h"

#include <torch/types.h>

namespace bayes {
namespace {

constexpr std::int64_t kPoints = 16;

GaussHermite rule() {
  const torch::NoGradGuard no_grad;
  const auto off_diagonal = torch::arange(1, kPoints, torch::kFloat64).sqrt();
  const auto jacobi = torch::diag(off_diagonal, 1) + torch::diag(off_diagonal, -1);
  const auto [values, vectors] = torch::linalg_eigh(jacobi);
  return {values, vectors[0].square()};
}

}  // namespace

const GaussHermite& gauss_hermite() {
  static const GaussHermite known = rule();
  return known;
}

}  // namespace bayes

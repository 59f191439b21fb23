#pragma once

#include <cstdint>

#include "bayes/core/fields.h"
#include "bayes/optimizers/optimizer.h"

namespace bayes {

struct LbfgsOptions {
  double learning_rate = 1.0;
  std::int64_t history = 10;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("learning_rate", options.learning_rate, positive_single(),
          "Length of a step as a share of the quasi-Newton step, before the schedule.");
    field("history", options.history, between(1, 1000),
          "Steps whose differences of weights and gradients stand for the curvature.");
  }
};

/// L-BFGS for small networks: steps along -H g, where H is the inverse Hessian as the last `history` pairs
/// s = w_{k+1} - w_k, y = g_{k+1} - g_k tell it, by the two-loop recursion over all parameters at once, in
/// double precision. Recursion starts from H_0 = (s'y / y'y) I of the last pair; a pair with
/// s'y <= 1e-10 is skipped. There is no line search: a step has the length `learning_rate`, the first
/// one min(1, 1 / |g|_1) of it, as with PyTorch's LBFGS.
///
/// s is what the weights moved, whoever moved them. Needs exact gradients: of all images, and without noise.
/// Source: Liu & Nocedal 1989; Nocedal & Wright 2006, algorithm 7.4 and equation 7.20.
OptimizerFactory lbfgs(const LbfgsOptions& options);

}  // namespace bayes

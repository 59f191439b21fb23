#pragma once

#include "bayes/core/fields.h"
#include "bayes/optimizers/optimizer.h"

namespace bayes {

// Optimisers that keep one number beside every weight.

struct SgdOptions {
  double learning_rate = 0.01;
  double momentum = 0.9;
  double weight_decay = 0.0;
  bool nesterov = false;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("learning_rate", options.learning_rate, positive_single(), "Step size, before the schedule.");
    field("momentum", options.momentum, share(), "Share of the velocity that a step keeps.");
    field("weight_decay", options.weight_decay, non_negative(), "L2 penalty; only where the prior is flat.");
    field("nesterov", options.nesterov, any(),
          "Whether steps look ahead along the velocity (Nesterov 1983).");
  }
};

/// Stochastic gradient descent with momentum, in LibTorch's convention.
OptimizerFactory sgd(const SgdOptions& options);

struct RmspropOptions {
  double learning_rate = 1e-3;
  double alpha = 0.99;
  double epsilon = 1e-8;
  double weight_decay = 0.0;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("learning_rate", options.learning_rate, positive_single(), "Step size, before the schedule.");
    field("alpha", options.alpha, share(), "Memory of the gradient's square.");
    field("epsilon", options.epsilon, positive_single(), "Added to the root of the mean square.");
    field("weight_decay", options.weight_decay, non_negative(), "L2 penalty; only where the prior is flat.");
  }
};

/// Steps scaled by a running mean square of the gradient. Source: Tieleman & Hinton 2012, lecture 6.5.
OptimizerFactory rmsprop(const RmspropOptions& options);

struct AdagradOptions {
  double learning_rate = 1e-2;
  double epsilon = 1e-10;
  double weight_decay = 0.0;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("learning_rate", options.learning_rate, positive_single(), "Step size, before the schedule.");
    field("epsilon", options.epsilon, positive_single(), "Added to the root of the sum of squares.");
    field("weight_decay", options.weight_decay, non_negative(), "L2 penalty; only where the prior is flat.");
  }
};

/// Steps scaled by the sum of all squared gradients so far, element by element, so that they shrink by
/// themselves. Source: Duchi, Hazan & Singer 2011, the diagonal case.
OptimizerFactory adagrad(const AdagradOptions& options);

}  // namespace bayes

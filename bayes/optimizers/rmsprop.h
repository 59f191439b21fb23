#pragma once

#include "bayes/core/fields.h"
#include "bayes/optimizers/optimizer.h"

namespace bayes {

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

}  // namespace bayes

#pragma once

#include "bayes/core/fields.h"
#include "bayes/optimizers/optimizer.h"

namespace bayes {

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

#pragma once

#include "bayes/core/fields.h"
#include "bayes/optimizers/optimizer.h"

namespace bayes {

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

}  // namespace bayes

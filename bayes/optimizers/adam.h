#pragma once

#include "bayes/core/fields.h"
#include "bayes/optimizers/optimizer.h"

namespace bayes {

struct AdamOptions {
  double learning_rate = 1e-3;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0.0;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("learning_rate", options.learning_rate, positive_single(), "Step size, before the schedule.");
    field("beta1", options.beta1, share(), "Memory of the gradient's mean.");
    field("beta2", options.beta2, share(), "Memory of the gradient's square.");
    field("epsilon", options.epsilon, positive_single(), "Added to the root of the mean square.");
    field("weight_decay", options.weight_decay, non_negative(),
          "What every step takes off the weights (Adam: by the gradient); only where the prior is flat.");
  }
};

struct AdamWOptions : AdamOptions {
  AdamWOptions() { weight_decay = 0.01; }
};

/// Adam whose weight decay is not scaled by the moments. Source: Loshchilov & Hutter 2019, algorithm 2.
OptimizerFactory adamw(const AdamWOptions& options);

/// Adam. Source: Kingma & Ba 2015, algorithm 1.
OptimizerFactory adam(const AdamOptions& options);

}  // namespace bayes

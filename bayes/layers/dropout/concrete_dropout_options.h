#pragma once

#include "bayes/core/fields.h"

namespace bayes {

struct ConcreteDropoutOptions {
  double initial_rate = 0.1;
  double temperature = 0.1;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("initial_rate", options.initial_rate, Range{0.0, 1.0, true, true},
          "Share of each layer's inputs that is dropped before training.");
    field("temperature", options.temperature, positive(),
          "Softness of the masks, through which rates are learnt; towards 0 they are dropped or kept.");
  }
};

}  // namespace bayes

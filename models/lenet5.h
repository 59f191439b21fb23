#pragma once

#include "bayes/core/fields.h"
#include "bayes/layers/families/network.h"
#include "models/input_shape.h"

namespace models {

struct LeNet5Options {
  template <class Options, class Visitor>
  static void visit_fields(Options&, Visitor&&) {}
};

/// LeNet-5 with ReLU and max pooling: C1 6@5x5 (padding 2), 2x2 pool, C3 16@5x5, 2x2 pool, C5 120@5x5, F6 84,
/// F7 classes. 61,706 weights for MNIST. Returns logits. Throws `bayes::Error` where images are not 28x28.
/// Source: LeCun et al. 1998, section II.B; full connections in C3, as is usual today.
bayes::Architecture lenet5(const LeNet5Options& options, const InputShape& shape);

}  // namespace models

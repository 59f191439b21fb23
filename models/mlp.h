#pragma once

#include <vector>

#include "bayes/core/fields.h"
#include "bayes/layers/families/network.h"
#include "models/input_shape.h"

namespace models {

struct MlpOptions {
  std::vector<std::int64_t> hidden = {400, 400};
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("hidden", options.hidden, bayes::at_least(1), "Width of each hidden layer, first to last.");
  }
};

/// Fully connected network with ReLU on flattened images: any number of hidden layers of any widths. Returns
/// logits. Throws `bayes::Error` where a width is not positive.
bayes::Architecture mlp(const MlpOptions& options, const InputShape& shape);

}  // namespace models

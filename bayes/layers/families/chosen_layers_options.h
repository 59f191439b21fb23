#pragma once

#include <string>
#include <vector>

#include "bayes/core/fields.h"

namespace bayes {

/// The options of a family of random layers, and which layers of the architecture are of that family; the
/// others are deterministic (see `on_chosen_layers`).
template <class LayerOptions>
struct ChosenLayersOptions : LayerOptions {
  std::vector<std::string> layers = {"*"};
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    LayerOptions::visit_fields(options, field);
    field("layers", options.layers, any(),
          "Layers that are random, by name or pattern (\"f*\", \"c?\"); the others are points, as for MAP.");
  }
};

}  // namespace bayes

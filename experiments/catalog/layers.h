#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bayes/core/fields.h"

namespace bnn {

/// Layers of one family, as classes of the library. In YAML the method chooses the family.
struct LayerFamily {
  std::string name;                                 ///< "dropout"
  std::string title;                                ///< for people: "MC dropout layers"
  std::string summary;                              ///< its classes by name
  std::string reference;                            ///< papers
  std::function<void(bayes::FieldVisitor&)> visit;  ///< the options of every layer, with their defaults
};

/// All random layers of the library.
const std::vector<LayerFamily>& layer_families();

}  // namespace bnn

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bayes/core/fields.h"

namespace bnn {

/// One line of the catalog, whatever its kind.
struct Thing {
  std::string name;                                 ///< in YAML
  std::string title;                                ///< for people
  std::string summary;                              ///< one line
  std::string reference;                            ///< paper or origin; may be empty
  std::function<void(bayes::FieldVisitor&)> visit;  ///< its options with their defaults
};

/// One list of the catalog.
struct Kind {
  std::string name;   ///< in `bnn list`: "priors"
  std::string place;  ///< where it is named: "model.prior.name", or "metrics.json"
  std::vector<Thing> things;

  /// What stands before its options' keys: "model.prior."; empty where the place is no "….name".
  std::string section() const;
};

/// Every list of the catalog, in the order in which a user should read it.
std::vector<Kind> kinds();

}  // namespace bnn

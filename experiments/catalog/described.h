#pragma once

#include <string>

namespace bnn {

/// A line of the catalog that is a value of an option, and has none of its own.
struct Described {
  std::string name;       ///< in YAML: "flipout"
  std::string title;      ///< for people: "Flipout"
  std::string summary;    ///< one line
  std::string reference;  ///< paper
};

}  // namespace bnn

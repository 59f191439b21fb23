#pragma once

#include <string>
#include <vector>

#include "experiments/catalog/kinds.h"

namespace bnn {

/// One way to choose of a kind: a thing, and one value of each of its options that are names.
struct Choice {
  std::string label;                   ///< for people: "bayes_by_backprop, estimator: flipout"
  std::vector<std::string> overrides;  ///< {"method.name=bayes_by_backprop", "method.estimator=flipout"}
};

/// All choices of a kind whose place is a `….name`.
std::vector<Choice> choices_of(const Kind& kind);

/// Why `bnn check` refuses the default configuration with these overrides; empty where it takes it.
std::string refusal(const std::vector<std::string>& overrides);

}  // namespace bnn

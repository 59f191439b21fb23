#pragma once

#include <utility>
#include <vector>

#include "bayes/core/fields.h"

namespace bayes {

/// What one decision of a dropout mask covers.
enum class DropoutUnit {
  kElement,  ///< every value by itself
  kChannel,  ///< whole feature maps (Tompson et al. 2015)
};

inline std::vector<std::pair<const char*, DropoutUnit>> enum_names(DropoutUnit) {
  return {{"element", DropoutUnit::kElement}, {"channel", DropoutUnit::kChannel}};
}

/// What the noise of dropout multiplies, and its law. All have mean 1 and the variance rate / (1 - rate).
enum class DropoutNoise {
  kInputs,          ///< inputs of each example are 0 or 1 / (1 - rate): dropout
  kGaussianInputs,  ///< inputs of each example are multiplied by N(1, rate / (1 - rate)): Gaussian dropout
  kWeights,         ///< weights are 0 or 1 / (1 - rate), alike for all examples of a call: DropConnect
};

struct DropoutOptions {
  double dropout_rate = 0.25;
  DropoutUnit unit = DropoutUnit::kElement;
  bool convolutions = true;
  DropoutNoise noise = DropoutNoise::kInputs;  // no key in YAML: each is a method of its own
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("dropout_rate", options.dropout_rate, share(), "Share of each layer's inputs that is dropped.");
    field("unit", options.unit, any(),
          "What is dropped before a convolution: element, or channel (whole maps).");
    field("convolutions", options.convolutions, any(),
          "Whether inputs of convolutions are dropped too, or those of fully connected layers alone.");
  }
};

}  // namespace bayes

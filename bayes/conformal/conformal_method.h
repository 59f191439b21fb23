#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>

#include "bayes/core/draw.h"
#include "bayes/core/fields.h"
#include "bayes/predictive/categorical_predictive.h"

namespace bayes {

struct ConformalOptions {
  double coverage = 0.9;
  bool class_conditional = false;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("coverage", options.coverage, Range{0.0, 1.0, true, true},
          "Share of sets that are to hold the true class.");
    field("class_conditional", options.class_conditional, any(), "The coverage for every class by itself.");
  }
};

/// How badly each class would fit each example, given the averaged predictive: the lower, the better.
///   noise     of scores that are randomised
///   examples  what the noise of each example is keyed by: [N], int64, as `Draw` takes it
///   returns   [N, C], float64
using ConformalScore = std::function<torch::Tensor(const CategoricalPredictive& predictive,
                                                   const Draw::Key& noise, const torch::Tensor& examples)>;

/// A kind of prediction sets: all classes of a score up to a threshold, which `fit_split_conformal` finds.
struct ConformalMethod {
  ConformalOptions options;
  ConformalScore score;
};

}  // namespace bayes

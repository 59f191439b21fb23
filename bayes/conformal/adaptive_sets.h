#pragma once

#include <cstdint>

#include "bayes/conformal/conformal_method.h"

namespace bayes {

struct AdaptiveSetsOptions {
  ConformalOptions sets;
  bool randomised = true;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    ConformalOptions::visit_fields(options.sets, field);
    field("randomised", options.randomised, any(),
          "Exact coverage, at times by empty sets; else the likeliest class always, and more coverage.");
  }
};

/// APS: sets that grow with the uncertainty of the example, by `adaptive_scores` without a penalty.
/// Randomised (as in the paper), the coverage is met without excess and a confident example may get an empty
/// set. Not randomised (u = 0), a class counts only what is likelier than itself: the likeliest is in every
/// set, and the coverage is at least the accuracy.
/// Source: Romano et al. 2020.
ConformalMethod adaptive_sets(const AdaptiveSetsOptions& options);

struct RegularisedAdaptiveSetsOptions {
  AdaptiveSetsOptions adaptive;
  double lambda = 0.01;
  std::int64_t k_reg = 1;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    AdaptiveSetsOptions::visit_fields(options.adaptive, field);
    field("lambda", options.lambda, non_negative(), "Score added for each class beyond the first k_reg.");
    field("k_reg", options.k_reg, at_least(0), "How many classes, likeliest first, are free of it.");
  }
};

/// RAPS: APS with a penalty on unlikely classes, which keeps sets small where the tail of the probabilities
/// is noise. lambda = 0 is APS.
/// Source: Angelopoulos et al. 2021.
ConformalMethod regularised_adaptive_sets(const RegularisedAdaptiveSetsOptions& options);

/// For the class of rank r (1 the likeliest; of equals the lower class first), with p(1) >= p(2) >= …:
///   p(1) + … + p(r - 1) + u p(r) + lambda max(0, r - k_reg).
///   uniform  u, [N], float64, in [0, 1]: one for each example
///   returns  [N, C], by class
torch::Tensor adaptive_scores(const CategoricalPredictive& predictive, const torch::Tensor& uniform,
                              double lambda, std::int64_t k_reg);

}  // namespace bayes

#pragma once

#include "bayes/metrics/metric.h"

namespace bayes {

/// What decisions by one rule came to, means over examples.
struct DecisionOutcome {
  double cost = 0.0;  ///< with the labels as they are; in the unit of the costs; lower is better
  double expected =
      0.0;  ///< what the predictive itself expected of them; equal on average where it is calibrated
  double rejected = 0.0;  ///< share of examples handed on, [0, 1]
};

/// Bayes-optimal decisions for any costs: the action of least expected cost, of equal ones the first, [N].
///   costs  [C, A], of action a where the class is c; actions from C on are none of the classes: they reject
/// Throws `Error` where the matrix has another shape, fewer than C actions or a value that is not finite.
/// Source: Berger 1985, section 4.4 (posterior expected loss).
std::vector<std::int64_t> bayes_decisions(const CategoricalPredictive& predictive,
                                          const torch::Tensor& costs);

/// 0 for the right answer, `wrong` for any other, [C, C].
torch::Tensor equal_costs(std::int64_t classes, double wrong);

/// `costs` [C, C] of answers with one action more, which costs `reject` whatever the class: [C, C + 1].
torch::Tensor with_rejection(const torch::Tensor& costs, double reject);

/// What such decisions came to. Throws `Error` as `require_labels` and `bayes_decisions`.
///   actions  [N], each in [0, A), else `Error`
///   costs    [C, A]
DecisionOutcome decision_outcome(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                                 const std::vector<std::int64_t>& actions, const torch::Tensor& costs);

/// Answers with the most probable class where the top probability is at least `threshold`, else rejects: [N].
/// Where all wrong answers cost the same, the threshold 1 - reject / wrong is the Bayes-optimal rule (Chow
/// 1970).
std::vector<std::int64_t> threshold_decisions(const CategoricalPredictive& predictive, double threshold);

/// The threshold on the top probability whose `threshold_decisions` cost least on these examples, as one of
/// their confidences; infinite where rejecting all costs least. Of equally cheap ones the lowest, which
/// rejects least. To be chosen on other examples than it is judged on.
///   costs  [C, C + 1], as `with_rejection` gives it
/// Throws `Error` as `require_labels` and `bayes_decisions`, and where there is no action C.
double cheapest_threshold(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                          const torch::Tensor& costs);

}  // namespace bayes

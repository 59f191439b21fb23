#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "bayes/conformal/conformal_method.h"

namespace bayes {

/// Prediction sets whose thresholds were found on validation examples.
struct SplitConformal {
  ConformalMethod method;
  torch::Tensor thresholds;              ///< [C], float64; all equal unless by class; infinite: see below
  std::vector<std::int64_t> calibrated;  ///< [C], how many validation examples the threshold was found on

  /// Which classes are in the set of each example, [N, C], bool: those of a score up to their threshold.
  ///   examples  keys of the noise, see `ConformalScore`
  torch::Tensor sets(const CategoricalPredictive& predictive, const Draw::Key& noise,
                     const torch::Tensor& examples) const;
};

/// The threshold is the `conformal_rank`-th smallest score of the validation examples' labels; by class where
/// the method is class conditional (Mondrian). If the validation examples and those predicted are
/// exchangeable (the model chosen or trained on neither of them), a set holds the true class with a
/// probability of at least `coverage`, and without ties of at most coverage + 1 / (n + 1): on average over
/// validation sets and examples, not for each example. Early stopping on the same validation examples makes
/// this approximate. Where n examples are too few for the rank the threshold is infinite, and sets hold that
/// class always: see `too_few_for_coverage`.
///   labels    [N], int64, each in [0, C)
///   examples  keys of the noise, see `ConformalScore`
/// Throws `Error` where the labels do not fit or the coverage is not in (0, 1).
/// Source: Vovk et al. 2005; Angelopoulos & Bates 2021 (a gentle introduction), section 1; by class Vovk
/// 2012.
SplitConformal fit_split_conformal(const ConformalMethod& method, const CategoricalPredictive& validation,
                                   const torch::Tensor& labels, const Draw::Key& noise,
                                   const torch::Tensor& examples);

/// ceil((n + 1) coverage), 1 the smallest score; above n where n < 1 / (1 - coverage) - 1. A coverage is
/// meant in decimals: what rounding adds to (n + 1) coverage does not count.
std::int64_t conformal_rank(std::int64_t n, double coverage);

/// The `conformal_rank`-th smallest of scores [n], float64; infinite where n are too few.
double conformal_threshold(const torch::Tensor& scores, double coverage);

/// The fewest examples of which the threshold is finite.
std::int64_t fewest_for_coverage(double coverage);

/// Throws `Error` where a coverage is not in (0, 1).
void require_coverage(double coverage, const std::string& where);

/// Which classes had fewer validation examples than their coverage takes, and what follows: one sentence.
/// Empty where every threshold is finite.
std::string too_few_for_coverage(const SplitConformal& fitted);

}  // namespace bayes

#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "bayes/predictive/categorical_predictive.h"

namespace bayes {

/// Numbers by name; a matrix row by row. NaN where there is none.
using FittedNumbers = std::vector<std::pair<std::string, std::vector<double>>>;

/// What a calibration found on validation examples, ready to be applied to others of the same classes.
struct Calibration {
  /// The averaged predictive, changed: one of a single draw.
  std::function<CategoricalPredictive(const CategoricalPredictive& predictive)> apply;
  std::int64_t parameters = 0;  ///< how many numbers were fitted
  std::string found;            ///< what was, for people: "temperature 1.310"
  bool converged = true;        ///< whether what is fitted could be fitted to rounding
  /// Whether the likelihood of the validation labels alone is greatest at finite numbers. Where it is not,
  /// only the prior and the penalties of the calibration say how far to go.
  bool has_maximum = true;
  std::string warning = {};  ///< what else to know before it is trusted: whole sentences; else empty
  /// All that `apply` needs, to be applied elsewhere. The names are those of the calibration's formula.
  FittedNumbers numbers = {};
};

/// A calibration with its options, which fits itself to a predictive and labels.
///   validation  of examples that are not reported on
///   labels      [N], int64, each in [0, C)
/// Throws `Error` where the labels are not such.
using FitCalibration =
    std::function<Calibration(const CategoricalPredictive& validation, const torch::Tensor& labels)>;

/// Why `examples` are few for what the calibration fitted: one sentence; empty where they are enough, which
/// is 10 for each fitted number. An example is an event for one class; with classes of equal size and the
/// numbers shared equally among them, 10 examples for each number are 10 events for each, below which the
/// estimates of logistic regression become biased and their errors large. It need not do: of a network that
/// is nearly always right, most examples tell little.
/// Source: Peduzzi et al. 1996 (10 events per variable).
std::string too_few_examples(const Calibration& calibration, std::int64_t examples);

/// All that speaks against a calibration that was fitted to `examples`: that they are few, that it did not
/// converge, that the likelihood has no maximum, its own warning. Empty where nothing does.
std::string warnings_of(const Calibration& calibration, std::int64_t examples);

}  // namespace bayes

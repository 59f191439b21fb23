#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "bayes/calibration/calibration.h"

namespace bayes {

/// The validation examples as one class sees them.
struct BinaryExamples {
  std::vector<double> probability;  ///< [N], of this class, in [0, 1]
  std::vector<double> is_class;     ///< [N], 1 where the label is this class, else 0
  std::int64_t classes = 0;         ///< C, of which this is one
  double floor = 0.0;               ///< `smoothed_share` of none of N: what no curve goes below
};

/// A class's calibrated probability as a function of the one that was predicted, before the classes are made
/// to sum to 1.
struct BinaryCurve {
  std::function<double(double probability)> value;  ///< [0, 1] -> (0, 1]: never 0
  std::int64_t parameters = 0;                      ///< how many numbers were fitted
  FittedNumbers numbers = {};                       ///< all that `value` needs but the floor
};

/// Fits a curve to every class by itself, one against the rest; what the curves give for an example is
/// divided by its sum over classes. Since no curve gives 0, that sum is not 0 either, and no label has an
/// infinite negative log likelihood; an example whose classes all get the same, be it next to nothing,
/// becomes uniform.
///
/// A class that no validation example is of gets no curve, which could only be one of nearly 0 however sure
/// the network is: its probability stays as it is, from the floor on, and a warning says so. Curves do not
/// maximise the likelihood; a warning says where the validation labels are less likely than by temperature
/// scaling.
///
/// Numbers: floor [1], and those of each class's curve, "class_3.x". Of a class without a curve there are
/// none.
/// Source: Zadrozny & Elkan 2002 (one against all, then normalised).
Calibration fit_one_vs_rest(const CategoricalPredictive& validation, const torch::Tensor& labels,
                            const std::function<BinaryCurve(const BinaryExamples& examples)>& fit);

/// What n examples, k of them of a class, say of its probability: (k + 1 / C) / (n + 1), as if one example
/// more had been seen, divided equally among the C classes. Above 0 for every k.
double smoothed_share(double k, double n, std::int64_t classes);

}  // namespace bayes

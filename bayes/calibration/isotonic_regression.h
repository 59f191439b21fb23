#pragma once

#include <cstdint>
#include <vector>

#include "bayes/calibration/calibration.h"

namespace bayes {

struct IsotonicRegressionOptions {
  template <class Options, class Visitor>
  static void visit_fields(Options&, Visitor&&) {}
};

/// Each class's probability goes through the curve that never falls and is nearest, in mean square, to
/// whether validation examples were of the class; then it is divided by the sum over classes
/// (`fit_one_vs_rest`). A curve may begin at 0; it is raised to (1 / C) / (N + 1) at least, what histogram
/// binning would say of all N examples had none been of the class, so that no probability becomes 0. Where
/// all classes lie on that floor the example becomes uniform. Fits one number for each level of each curve,
/// however many the labels ask for: the degrees of freedom of monotone regression (Meyer & Woodroofe 2000).
/// Numbers (see `fit_one_vs_rest`) of a class: x and y of its `IsotonicCurve`.
/// Source: Zadrozny & Elkan 2002; straight lines between the fitted points instead of steps, so that fewer
/// examples become equal.
FitCalibration isotonic_regression(const IsotonicRegressionOptions& options);

/// A curve that never falls: (x[i], y[i]), x ascending without repetition, straight between them and level
/// beyond.
struct IsotonicCurve {
  std::vector<double> x;
  std::vector<double> y;
  double operator()(double at) const;
  /// How many values the y have.
  std::int64_t levels() const;
};

/// The curve of least squares through points in any order; equal x are averaged first. Both [n], n >= 1. Of
/// the points on a level the first and the last are kept: the curve is the same.
IsotonicCurve fit_isotonic_curve(const std::vector<double>& x, const std::vector<double>& y);

}  // namespace bayes

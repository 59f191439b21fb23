#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bayes/calibration/calibration.h"
#include "bayes/core/fields.h"

namespace bayes {

/// Where the bins of a histogram end.
enum class BinSpacing { kEqualWidth, kEqualMass };

inline std::vector<std::pair<std::string, BinSpacing>> enum_names(BinSpacing) {
  return {{"equal_width", BinSpacing::kEqualWidth}, {"equal_mass", BinSpacing::kEqualMass}};
}

struct HistogramBinningOptions {
  std::int64_t bins = 15;
  BinSpacing spacing = BinSpacing::kEqualWidth;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("bins", options.bins, between(1, 1000), "Bins of each class's probability.");
    field("spacing", options.spacing, any(), "equal_width, or equal_mass: as many examples in each.");
  }
};

/// Each class's probability is replaced by the share of its bin's validation examples that were of the class,
/// smoothed: (k + 1 / C) / (n + 1) where k of n were, so that no probability becomes 0; then divided by the
/// sum over classes (`fit_one_vs_rest`). A bin that no validation example fell in leaves the probability as
/// it is. Bins are closed above, over (0, 1] (0 is in the first); those of equal mass end halfway between
/// neighbours, and never between equal probabilities, so there may be fewer. Fits one number for each bin
/// that is not empty. Accuracy may change, and by much where bins are few: what shares a bin is no longer
/// told apart.
/// Numbers (see `fit_one_vs_rest`) of a class: ends, the upper ends of its bins, ascending; levels, what each
/// bin gives, NaN where no example fell in it.
/// Source: Zadrozny & Elkan 2001 (bins of equal mass); Guo et al. 2017, section 4.1 (both spacings)
/// and 4.2 (one against the rest).
FitCalibration histogram_binning(const HistogramBinningOptions& options);

}  // namespace bayes

#pragma once

#include <string>
#include <vector>

#include "notebooks_export/records/run_record.h"

/// Charts of characters, for a terminal that shows UTF-8. Each line ends with a line end.
namespace report {

struct Curve {
  std::string name;
  std::vector<double> values;  ///< one a step, evenly spaced; what is not finite is left out
};

/// Curves over the same steps, each with a mark of its own (● ○ × +, where two meet the first of them), the
/// highest and the lowest value beside the axis, and a line that says which mark is which. At most 60 columns
/// wide: more steps are averaged. Empty where there is nothing finite.
std::string curve_chart(const std::vector<Curve>& curves, std::size_t height = 8);

/// One line for each bin of confidence that has images: its bounds, the share of them that was right as a
/// bar, with a mark where the mean confidence is (a calibrated run's bars end there), and how many they are.
std::string reliability_chart(const std::vector<ReliabilityBin>& bins);

}  // namespace report

#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "bayes/core/metric_info.h"

/// What was found on a set of examples beside single figures. A measurement describes itself, so that
/// exporters render its kind and know none by its key.
namespace report {

/// What the numbers of a column or along an axis are.
struct Quantity {
  std::string key;    ///< in files: "coverage"
  std::string title;  ///< for people: "Coverage"
  bayes::Unit unit = bayes::Unit::kPlain;
};

struct MeasuredTable {
  struct Row {
    std::string name;
    std::vector<double> values;  ///< one a column; NaN where there is none
  };
  std::string names;  ///< what the rows' names are: "Target"; empty where they have none
  std::vector<Quantity> columns;
  std::vector<Row> rows;
};

/// Numbers y at x, with an interval around each where both ends are given.
struct MeasuredSeries {
  std::string name;  ///< in the legend, where there are several
  std::vector<double> x;
  std::vector<double> y;          ///< as many
  std::vector<double> low = {};   ///< as many, or none
  std::vector<double> high = {};  ///< as many as `low`
};

/// What is drawn dashed behind a curve or points: where it would be if all were well.
enum class ReferenceLine { kNone, kDiagonal, kZero };

/// One line a series, with a band where there are intervals.
struct MeasuredCurve {
  Quantity x;
  Quantity y;
  std::vector<MeasuredSeries> series;
  ReferenceLine line = ReferenceLine::kNone;
};

/// A histogram.
struct MeasuredBars {
  Quantity x;
  Quantity y;                                                  ///< what is counted: "Examples"
  std::vector<double> edges;                                   ///< bins + 1, ascending
  std::vector<std::int64_t> counts;                            ///< bins
  double expected = std::numeric_limits<double>::quiet_NaN();  ///< count of each bin if all were well
};

/// Points, some thousands at most, with an error bar where there are intervals.
struct MeasuredPoints {
  Quantity x;
  Quantity y;
  MeasuredSeries points;
  ReferenceLine line = ReferenceLine::kNone;
};

struct Measurement {
  std::string key;      ///< in metrics.json, and of its files: "coverage"
  std::string title;    ///< for people
  std::string reading;  ///< what to see in it, in a sentence or two
  std::variant<MeasuredTable, MeasuredCurve, MeasuredBars, MeasuredPoints> of;
};

}  // namespace report

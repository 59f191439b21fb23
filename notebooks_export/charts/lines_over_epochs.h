#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "notebooks_export/charts/chart.h"
#include "notebooks_export/records/run_record.h"

namespace report {

/// Named numbers of each epoch: what a chart of several lines over epochs shows.
struct EpochLines {
  std::string id;            ///< as `Chart::id`
  std::string title;         ///< as `Chart::title`
  std::string reading;       ///< as `Chart::reading`
  std::string field;         ///< of a number in the data of the spec: "kl"
  std::string series;        ///< of a name there: "layer"
  nlohmann::ordered_json y;  ///< the channel of `field`
  /// The numbers of one epoch by name: the same names, in the same order, for every epoch.
  std::function<std::vector<std::pair<std::string, double>>(const EpochRecord&)> of_epoch;
};

/// One line a name; the members of an ensemble have lines of their own. `history` is not empty.
Chart lines_over_epochs(const std::vector<EpochRecord>& history, const EpochLines& lines);

}  // namespace report

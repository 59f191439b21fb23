#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "notebooks_export/records/run_record.h"

namespace bnn {

/// What a comparison needs of one run, read back from its metrics.json.
struct ComparedRun {
  std::filesystem::path file;              ///< metrics.json, for messages
  std::vector<report::MetricRow> metrics;  ///< on the test split
  std::vector<report::ReliabilityBin> reliability;
  std::vector<report::ConformalRecord> conformal;
  report::Complexity complexity = report::Complexity::kBoth;  ///< kBoth where the run does not say
  double training_seconds = 0.0;
  double evaluation_seconds = 0.0;  ///< 0 where the run is older than this figure
  double seconds_per_10000_predictions = 0.0;
};

/// What the file does not hold of the metrics that there are now is NaN. Throws `bayes::Error` (kData) where
/// the file is missing or damaged, with the key that is not as it should be.
ComparedRun read_compared_run(const std::filesystem::path& run);

/// Per metric: mean and standard error over seeds, and the difference to `first` paired by seed, with its 95
/// % interval by Student's t (Boost.Math's quantile). `runs` and `first` have one entry per seed. Intervals
/// over images are NaN: see paired_images.h.
std::vector<report::ComparedMetric> compare_metrics(const std::vector<ComparedRun>& runs,
                                                    const std::vector<ComparedRun>& first);

/// Reliability over all seeds together: counts added up, means weighted by counts. Throws `bayes::Error`
/// (kData) where the runs have not as many bins.
std::vector<report::ReliabilityBin> pool_reliability(const std::vector<ComparedRun>& runs);

}  // namespace bnn

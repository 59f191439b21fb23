#pragma once

#include <cstdint>
#include <string>

#include "experiments/process/watched_pool.h"
#include "experiments/run/trained_run.h"
#include "notebooks_export/tables/table.h"

namespace bnn {

/// What a run predicts for each row of a CSV file, encoded as the rows that it was trained on; columns of
/// targets need not be there. Of numbers the mean, the standard deviation with its aleatoric and epistemic
/// part, and the central 95 % interval, in the units of the targets; of classes the class, its probability
/// and entropies. The same row has the same prediction as among the run's own test examples.
///   draws       of the posterior
///   for_people  four significant digits instead of all
/// Throws `bayes::Error` (kData) as `read_csv` and `encode`.
report::Table predict_table(const TrainedRun& run, const std::string& file, std::int64_t draws,
                            bool for_people, const WatchedPool& pool);

}  // namespace bnn

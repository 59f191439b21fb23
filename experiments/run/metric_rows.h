#pragma once

#include <string>
#include <vector>

#include "bayes/metrics/measured.h"
#include "experiments/config/experiment_config.h"
#include "experiments/process/watched_pool.h"
#include "notebooks_export/records/run_record.h"

namespace bnn {

/// Each metric of a set of examples with its interval over them and its Monte Carlo error, whatever the kind.
///   set  what messages call it: "test"
std::vector<report::MetricRow> metric_rows(const std::string& set, const bayes::Measured& measured,
                                           const ExperimentConfig& config, const WatchedPool& pool);

/// The metrics with fewer draws, then with all of them, which are `rows`; nothing where there is one draw.
std::vector<report::DrawsPoint> draws_points(const bayes::Measured& measured,
                                             const std::vector<report::MetricRow>& rows,
                                             const WatchedPool& pool);

}  // namespace bnn

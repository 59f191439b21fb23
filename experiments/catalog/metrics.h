#pragma once

#include <vector>

#include "bayes/metrics/metric.h"
#include "notebooks_export/run_record.h"

namespace bnn {

/// The metrics that every run reports, in the order of its tables.
const std::vector<bayes::Metric>& metrics();

/// What a report says of a metric: key, title and direction, with an estimate of nothing but NaN.
report::MetricRow empty_row(const bayes::Metric& metric);

}  // namespace bnn

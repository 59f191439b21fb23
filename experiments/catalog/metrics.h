#pragma once

#include <vector>

#include "bayes/metrics/measured.h"
#include "notebooks_export/records/run_record.h"

namespace bnn {

/// The metrics that every run reports, in the order of its tables.
const std::vector<bayes::Metric>& metrics();

/// What a report says of a metric: key, title and direction, with an estimate of nothing but NaN.
report::MetricRow empty_row(const bayes::Metric& metric);

/// Says of those metrics that a report starts with what their values mean: of accuracy, negative log
/// likelihood, expected calibration error and AUROC of errors. The rest of the record has to be there.
void add_readings(report::SplitRecord& split);

}  // namespace bnn

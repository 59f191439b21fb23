#pragma once

#include <string>
#include <vector>

#include "bayes/metrics/measured.h"
#include "bayes/metrics/regression/regression_metric.h"
#include "experiments/datasets/dataset.h"
#include "notebooks_export/records/run_record.h"

namespace bnn {

/// The metrics that every run reports, in the order of its tables.
const std::vector<bayes::Metric>& metrics();

/// The same of numbers, of so many targets each.
std::vector<bayes::RegressionMetric> number_metrics(const std::vector<std::string>& target_names);

/// Those that tables show where a configuration does not say; empty: as `report.metrics` is by default.
std::vector<std::string> usual_metrics(Targets targets);

/// What is known of every metric of either kind.
const std::vector<bayes::MetricInfo>& metric_infos();

/// What a report says of a metric: key, title and direction, with an estimate of nothing but NaN.
report::MetricRow empty_row(const bayes::Metric& metric);

/// Says of those metrics that a report starts with what their values mean: of accuracy, negative log
/// likelihood, expected calibration error and AUROC of errors. The rest of the record has to be there.
void add_readings(report::SplitRecord& split);

}  // namespace bnn

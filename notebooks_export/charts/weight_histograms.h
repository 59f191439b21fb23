#pragma once

#include "notebooks_export/charts/chart.h"
#include "notebooks_export/records/run_record.h"

namespace report {

/// One small histogram a layer of the posterior means of its weights. At most 24 panels: the last ones of the
/// list go, "total" stays.
Chart weight_mean_histograms(const std::vector<LayerSummary>& layers, Complexity complexity);

/// The same of the posterior standard deviations; without panels where all are 0, as for a point estimate.
Chart weight_sd_histograms(const std::vector<LayerSummary>& layers, Complexity complexity);

/// Per layer, rounded for people: weights, mean |mean|, mean sd, signal-to-noise quantiles, KL or -log prior.
Table layer_table(const std::vector<LayerSummary>& layers, Complexity complexity);

}  // namespace report

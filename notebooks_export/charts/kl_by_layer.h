#pragma once

#include <vector>

#include "notebooks_export/charts/chart.h"
#include "notebooks_export/records/run_record.h"

namespace report {

/// The KL, or -log prior of points, of each layer over epochs, in nats, weight and bias of a layer together.
Chart kl_by_layer(const std::vector<EpochRecord>& history, Complexity complexity);

}  // namespace report

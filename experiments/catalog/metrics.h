#pragma once

#include <vector>

#include "bayes/metrics/metric.h"

namespace bnn {

/// The metrics that every run reports, in the order of its tables.
const std::vector<bayes::Metric>& metrics();

}  // namespace bnn

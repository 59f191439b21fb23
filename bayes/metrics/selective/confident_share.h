#pragma once

#include <cstdint>

#include "bayes/metrics/metric.h"

namespace bayes {

/// The share of the examples whose top probability, of the mean over draws, is above confidence_percent /
/// 100: in [0, 1]. Right and wrong predictions count alike; beside the accuracy it says how often a network
/// is sure.
///   confidence_percent  1 to 99, else `Error`
double confident_share(const CategoricalPredictive& predictive, std::int64_t confidence_percent);

/// That metric, "confident_share_99", with neither direction the better one.
Metric confident_share_metric(std::int64_t confidence_percent);

}  // namespace bayes

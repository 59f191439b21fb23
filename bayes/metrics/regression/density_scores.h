#pragma once

#include "bayes/metrics/regression/regression_metric.h"

namespace bayes {

/// "nll": the mean over examples of -log p(y), p the density of the D targets of an example together,
/// averaged over draws. Nats; lower is better. It may be negative, and a change of the targets' unit shifts
/// it: a factor a by D log a.
/// Source: Gneiting and Raftery 2007, section 4.1 (logarithmic score).
RegressionMetric negative_log_density_metric();

/// Continuous ranked probability score, the mean over examples and targets of the integral over z of
/// (F(z) - [y <= z])^2. In the unit of the target; lower is better; of a point it is the absolute error.
/// Source: Gneiting and Raftery 2007, section 4.2.
RegressionMetric crps_metric();

}  // namespace bayes

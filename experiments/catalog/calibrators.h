#pragma once

#include <vector>

#include "bayes/calibration/calibration.h"
#include "experiments/catalog/entry.h"

namespace bnn {

using MakeCalibration = bayes::FitCalibration();

/// What `evaluation.calibration` can name: what is done to an averaged predictive after training, fitted on
/// validation images alone.
const std::vector<Entry<MakeCalibration>>& calibrators();

}  // namespace bnn

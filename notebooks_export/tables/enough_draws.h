#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "notebooks_export/records/run_record.h"

namespace report {

/// From which number of draws on a metric of the test split is as good as known: the least in `run.draws`
/// whose Monte Carlo error, as that of every larger one, is below a tenth of the standard error over images,
/// which is the width of the 95 % bootstrap interval over 2 * 1.96. Then draws add less than 1 % to the
/// variance that the choice of images leaves. Empty where the most draws do not suffice, the metric is not
/// there or not finite.
std::optional<std::int64_t> enough_draws(const RunRecord& run, const std::string& key);

/// The standard error over images, as wide an interval over 2 * 1.96; NaN where there is no interval.
double error_over_images(const Estimate& estimate);
/// The same of a metric of the test split; NaN where that is not there.
double error_over_images(const RunRecord& run, const std::string& key);
inline constexpr double kIntervalOverError = 2.0 * 1.959963984540054;

/// How the error from all draws of a run compares with that over images.
struct DrawsError {
  double share = 0.0;       ///< Monte Carlo error over standard error over images
  std::int64_t needed = 0;  ///< draws that would make it a tenth: it falls as 1 / sqrt(S); two digits
};

/// Of a metric of the test split with all draws. Empty where one of both errors is not known or is 0.
std::optional<DrawsError> draws_error(const RunRecord& run, const std::string& key);

/// The share of the standard error over images that the Monte Carlo error is to stay below.
inline constexpr double kNegligible = 0.1;

}  // namespace report

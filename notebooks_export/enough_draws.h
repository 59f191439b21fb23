#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "notebooks_export/run_record.h"

namespace report {

/// From which number of draws on a metric of the test split is as good as known: the least in `run.draws`
/// whose Monte Carlo error, as that of every larger one, is below a tenth of the standard error over images,
/// which is the width of the 95 % bootstrap interval over 2 * 1.96. Then draws add less than 1 % to the
/// variance that the choice of images leaves. Empty where the most draws do not suffice, the metric is not
/// there or not finite.
std::optional<std::int64_t> enough_draws(const RunRecord& run, const std::string& key);

/// The same standard error over images; NaN where the metric is not there.
double error_over_images(const RunRecord& run, const std::string& key);

/// The share of the standard error over images that the Monte Carlo error is to stay below.
inline constexpr double kNegligible = 0.1;

}  // namespace report

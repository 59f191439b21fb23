#pragma once

#include <optional>
#include <vector>

#include "notebooks_export/records/run_record.h"

namespace report {

/// The accuracy that pruning may cost, a share.
constexpr double kBearableLoss = 0.005;

/// The largest share in a row from the start that costs at most `kBearableLoss` of accuracy on the validation
/// images: what the test images then say of it was not chosen on them. Empty where there is no validation
/// split, or no point.
std::optional<PruningPoint> chosen_pruning(const std::vector<PruningPoint>& points);

}  // namespace report

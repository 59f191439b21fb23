#pragma once

#include <torch/types.h>

#include <cstdint>

#include "notebooks_export/run_record.h"

namespace bnn {

/// Picks the images that a report shows, from `record.predictions`: the `count` of highest predictive
/// entropy, and the `count` wrong ones of highest top probability.
///   pixels  [N, channels, height, width], uint8; the first channel is shown
void show_images(const torch::Tensor& pixels, std::int64_t count, report::RunRecord& record);

}  // namespace bnn

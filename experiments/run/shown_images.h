#pragma once

#include <torch/types.h>

#include <cstdint>

#include "notebooks_export/records/run_record.h"

namespace bnn {

/// Image `index` of `pixels` [N, channels, height, width], uint8, of which the first channel is shown,
/// without what is said about it.
report::ShownImage shown_pixels(const torch::Tensor& pixels, std::int64_t index);

/// Says of an image what was predicted for the one at its index.
void add_prediction(const report::Predictions& predictions, report::ShownImage& image);

/// Picks the images that a report shows, from `record.predictions`: the `count` of highest predictive
/// entropy, and the `count` wrong ones of highest top probability.
///   pixels  [N, channels, height, width], uint8; the first channel is shown
void show_images(const torch::Tensor& pixels, std::int64_t count, report::RunRecord& record);

}  // namespace bnn

#pragma once

#include <cstdint>

#include "bayes/kernels/noise/noise.h"

namespace bayes::kernels {

/// `perturb_outputs` for examples that lie innermost, its noise that of `fill_normal_rows`: made part by part
/// in the cache, where it is used.
///   rows                             [examples]
///   mean, variance, output, slope    [columns, examples]; outputs may be inputs, and slope may be null
/// Throws `Error` where a size is negative, or columns more than 2^34.
void draw_outputs(const NoiseKey& key, const std::uint32_t* rows, std::int64_t examples, std::int64_t columns,
                  const float* mean, const float* variance, float least, float* output, float* slope);

}  // namespace bayes::kernels

#pragma once

#include <cstdint>

#include "bayes/kernels/noise/noise.h"

namespace bayes::kernels {

/// output = input * factor, the factors those of `fill_bernoulli_rows`: made part by part in the cache, where
/// they are used.
///   rows           [examples]
///   input, output  [columns, examples]; output may be input
/// Throws `Error` where a size is negative, columns more than 2^34, or keep no probability.
void drop_inputs(const NoiseKey& key, double keep, float scale, const std::uint32_t* rows,
                 std::int64_t examples, std::int64_t columns, const float* input, float* output);

}  // namespace bayes::kernels

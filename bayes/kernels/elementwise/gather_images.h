#pragma once

#include <cstdint>

namespace bayes::kernels {

/// A batch with images innermost: out[p * count + n] = images[examples[n] * pixels + p].
///   images    [any, pixels]
///   examples  [count], rows of `images`
///   out       [pixels, count]
/// Gathers and transposes in one pass. Throws `Error` where pixels or count is negative.
void gather_images(const float* images, std::int64_t pixels, const std::int64_t* examples, std::int64_t count,
                   float* out);

}  // namespace bayes::kernels

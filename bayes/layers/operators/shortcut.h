#pragma once

#include <torch/types.h>

#include <cstdint>

namespace bayes {

/// What goes past a residual block that halves images and has more channels: every second pixel, in the
/// middle of channels of zeros. x itself where it has `channels` already. Laid out as x; computed once for
/// all draws where x is (see `SharedPrefix`).
///   x       [N, fewer channels, height, width]
///   output  [N, channels, (height + 1) / 2, (width + 1) / 2]
/// Source: He et al. 2016, section 3.3, option A.
torch::Tensor shortcut(const torch::Tensor& x, std::int64_t channels);

}  // namespace bayes

#pragma once

#include <algorithm>
#include <cstdint>

#include "bayes/kernels/scratch.h"

namespace bayes::kernels {

/// Calls use(first, columns, noise) for part after part of the columns 0 … columns-1 of so many examples,
/// each with room for the part's noise, which then is made where it is used, in the first-level cache. Once
/// at least, whatever the sizes.
template <class Use>
void for_each_noise_part(std::int64_t examples, std::int64_t columns, const Use& use) {
  constexpr std::int64_t kPart = 4096;  // floats: half of a first-level cache
  const std::int64_t width = std::max<std::int64_t>(1, examples);
  const std::int64_t most = std::max<std::int64_t>(4, kPart / width / 4 * 4);  // a counter makes four columns
  float* noise = scratch(most * width);
  std::int64_t first = 0;
  do {
    use(first, std::min(most, columns - first), noise);
    first += most;
  } while (first < columns);
}

}  // namespace bayes::kernels

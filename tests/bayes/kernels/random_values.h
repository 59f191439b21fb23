#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

namespace bayes::kernels {

/// Standard normal values.
inline std::vector<float> random_values(std::int64_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(static_cast<std::size_t>(count));
  std::generate(values.begin(), values.end(), [&] { return normal(random); });
  return values;
}

}  // namespace bayes::kernels

#include "bayes/kernels/noise/drop_inputs.h"

#include "bayes/kernels/noise/noise_parts.h"

namespace bayes::kernels {

void drop_inputs(const NoiseKey& key, double keep, float scale, const std::uint32_t* rows,
                 std::int64_t examples, std::int64_t columns, const float* input, float* output) {
  for_each_noise_part(examples, columns, [=](std::int64_t first, std::int64_t part, float* factors) {
    const float* from = input + first * examples;
    float* to = output + first * examples;
    fill_bernoulli_rows(key, keep, scale, rows, examples, first, part, factors);
    for (std::int64_t i = 0; i < part * examples; ++i) to[i] = from[i] * factors[i];
  });
}

}  // namespace bayes::kernels

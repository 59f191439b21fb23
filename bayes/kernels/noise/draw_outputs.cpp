#include "bayes/kernels/noise/draw_outputs.h"

#include "bayes/kernels/noise/noise_parts.h"
#include "bayes/kernels/update/variational_update.h"

namespace bayes::kernels {

void draw_outputs(const NoiseKey& key, const std::uint32_t* rows, std::int64_t examples, std::int64_t columns,
                  const float* mean, const float* variance, float least, float* output, float* slope) {
  for_each_noise_part(examples, columns, [=](std::int64_t first, std::int64_t part, float* noise) {
    const std::int64_t at = first * examples;
    fill_normal_rows(key, rows, examples, first, part, noise);
    perturb_outputs(mean + at, variance + at, least, noise, part * examples, output + at,
                    slope == nullptr ? nullptr : slope + at);
  });
}

}  // namespace bayes::kernels

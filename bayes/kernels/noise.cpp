#include "bayes/kernels/noise.h"

#include <cmath>
#include <string>

#include "bayes/core/error.h"
#include "bayes/kernels/noise_paths.h"

namespace bayes::kernels {

namespace portable {
extern const NoisePath noise_path;
}
namespace avx2 {
extern const NoisePath noise_path;
}
namespace avx512 {
extern const NoisePath noise_path;
}

namespace {

const NoisePath& best_path() {
  static const NoisePath& path = noise_path(supported_instruction_sets().front());
  return path;
}

void require_count(std::int64_t count) {
  // A counter has 32 bits for element / 4; beyond them the noise would repeat.
  constexpr std::int64_t kElements = std::int64_t{1} << 34;
  if (count < 0 || count > kElements) {
    throw Error("noise for " + std::to_string(count) + " elements is asked for", "count",
                "one key serves 0 to 2^34 elements; use another place or row for more");
  }
}

}  // namespace

const NoisePath& noise_path(InstructionSet set) {
#if defined(__x86_64__)
  if (set == InstructionSet::kAvx512) return avx512::noise_path;
  if (set == InstructionSet::kAvx2) return avx2::noise_path;
#endif
  static_cast<void>(set);
  return portable::noise_path;
}

void fill_normal(const NoiseKey& key, std::int64_t count, float* out) {
  require_count(count);
  best_path().fill_normal(key, count, out);
}

void fill_bernoulli(const NoiseKey& key, double keep, std::int64_t count, float* out) {
  require_count(count);
  // Written so that NaN fails as well.
  if (!(keep >= 0.0 && keep <= 1.0)) {
    throw Error("the probability to keep is " + std::to_string(keep), "keep", "choose one in [0, 1]");
  }
  const auto threshold = static_cast<std::uint64_t>(std::llround(keep * 0x1p32));
  if (threshold >
      0xFFFFFFFFu) {  // keep is 1, or nearer to it than to the last share that 32 bits can express
    for (std::int64_t e = 0; e < count; ++e) out[e] = 1.0f;
    return;
  }
  best_path().fill_below(key, static_cast<std::uint32_t>(threshold), count, out);
}

void fill_sign(const NoiseKey& key, std::int64_t count, float* out) {
  require_count(count);
  best_path().fill_sign(key, count, out);
}

}  // namespace bayes::kernels

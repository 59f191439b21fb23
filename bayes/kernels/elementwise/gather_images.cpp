#include "bayes/kernels/elementwise/gather_images.h"

#include <algorithm>
#include <string>

#include "bayes/core/error.h"

namespace bayes::kernels {
namespace {

// A tile is 16 x 16: whole lines of 64 bytes on both sides, read and written at once. Inside it four values
// make a vector, which every processor has; memory, not the shuffles, is what takes the time.
constexpr std::int64_t kTile = 16;
using Four = float __attribute__((vector_size(16)));

Four load(const float* from) {
  Four values;
  __builtin_memcpy(&values, from, sizeof values);
  return values;
}

void store(float* to, Four values) { __builtin_memcpy(to, &values, sizeof values); }

/// out[p * stride + n] = rows[n][p] for four n and p.
void transpose_four(const float* const* rows, std::int64_t p, float* out, std::int64_t stride) {
  const Four a = load(rows[0] + p), b = load(rows[1] + p), c = load(rows[2] + p), d = load(rows[3] + p);
  const Four ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5);
  const Four ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  const Four cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5);
  const Four cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  store(out, __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5));
  store(out + stride, __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7));
  store(out + 2 * stride, __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5));
  store(out + 3 * stride, __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7));
}

}  // namespace

void gather_images(const float* images, std::int64_t pixels, const std::int64_t* examples, std::int64_t count,
                   float* out) {
  if (pixels < 0 || count < 0) {
    throw Error("a batch of " + std::to_string(count) + " images of " + std::to_string(pixels) +
                    " pixels is asked for",
                "gather_images", "pass the batch's size and the pixels of one image");
  }
  for (std::int64_t n = 0; n < count; n += kTile) {
    const std::int64_t width = std::min(kTile, count - n);
    const float* rows[kTile];
    for (std::int64_t i = 0; i < width; ++i) rows[i] = images + examples[n + i] * pixels;
    for (std::int64_t p = 0; p < pixels; p += kTile) {
      const std::int64_t height = std::min(kTile, pixels - p);
      if (width == kTile && height == kTile) {
        for (std::int64_t y = 0; y < kTile; y += 4) {
          for (std::int64_t x = 0; x < kTile; x += 4) {
            transpose_four(rows + x, p + y, out + (p + y) * count + n + x, count);
          }
        }
      } else {
        for (std::int64_t y = p; y < p + height; ++y) {
          for (std::int64_t x = 0; x < width; ++x) out[y * count + n + x] = rows[x][y];
        }
      }
    }
  }
}

}  // namespace bayes::kernels

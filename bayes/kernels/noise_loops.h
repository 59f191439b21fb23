// Included once per instruction set; see philox_loops.h.
#pragma once

#include "bayes/kernels/box_muller_loops.h"
#include "bayes/kernels/noise_paths.h"
#include "bayes/kernels/philox_loops.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

/// Calls convert(block, values) for every block of counters; `values` takes the 4 kBlock elements of one.
template <class Value, class Convert>
inline void for_each_block(const NoiseKey& key, std::int64_t count, Value* out, const Convert& convert) {
  constexpr std::int64_t kElements = 4 * std::int64_t{kBlock};
  PhiloxBlock block;
  std::int64_t done = 0;
  for (; done + kElements <= count; done += kElements) {
    philox(key, static_cast<std::uint32_t>(done / 4), block);
    convert(block, out + done);
  }
  if (done < count) {
    alignas(64) Value last[kElements];
    philox(key, static_cast<std::uint32_t>(done / 4), block);
    convert(block, last);
    __builtin_memcpy(out + done, last, static_cast<std::size_t>(count - done) * sizeof(Value));
  }
}

void fill_words(const NoiseKey& key, std::int64_t count, std::uint32_t* out) {
  for_each_block(key, count, out, [](const PhiloxBlock& block, std::uint32_t* __restrict values) {
    for (std::uint32_t i = 0; i < kBlock; ++i) {
      for (std::uint32_t w = 0; w < 4; ++w) values[4 * i + w] = block.word[w][i];
    }
  });
}

void fill_normal(const NoiseKey& key, std::int64_t count, float* out) {
  for_each_block(key, count, out, [](const PhiloxBlock& block, float* __restrict values) {
    for (std::uint32_t i = 0; i < kBlock; ++i) {
      const NormalPair a = box_muller(block.word[0][i], block.word[1][i]);
      const NormalPair b = box_muller(block.word[2][i], block.word[3][i]);
      values[4 * i] = a.first;
      values[4 * i + 1] = a.second;
      values[4 * i + 2] = b.first;
      values[4 * i + 3] = b.second;
    }
  });
}

void fill_below(const NoiseKey& key, std::uint32_t threshold, std::int64_t count, float* out) {
  for_each_block(key, count, out, [threshold](const PhiloxBlock& block, float* __restrict values) {
    for (std::uint32_t i = 0; i < kBlock; ++i) {
      for (std::uint32_t w = 0; w < 4; ++w) values[4 * i + w] = block.word[w][i] < threshold ? 1.0f : 0.0f;
    }
  });
}

void fill_sign(const NoiseKey& key, std::int64_t count, float* out) {
  for_each_block(key, count, out, [](const PhiloxBlock& block, float* __restrict values) {
    for (std::uint32_t i = 0; i < kBlock; ++i) {
      for (std::uint32_t w = 0; w < 4; ++w) {
        values[4 * i + w] = float_of_bits(bits_of_float(1.0f) | (block.word[w][i] & 0x80000000u));
      }
    }
  });
}

extern const NoisePath noise_path;
const NoisePath noise_path = {fill_words, fill_normal, fill_below, fill_sign};

}  // namespace bayes::kernels::BAYES_KERNEL_SET

// Included once per instruction set; see philox_loops.h.
#pragma once

#include "bayes/kernels/noise/box_muller_loops.h"
#include "bayes/kernels/noise/noise_paths.h"
#include "bayes/kernels/noise/philox_loops.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

using Values = WordBlock<float>;

struct Words {
  void operator()(const PhiloxBlock& block, PhiloxBlock& values) const { values = block; }
};

struct Normal {
  void operator()(const PhiloxBlock& block, Values& values) const {
    for (std::uint32_t w = 0; w < 4; w += 2) {
      // In two steps: the short ones keep a processor busier than both in one loop.
      alignas(64) float radius[kBlock];
      for (std::uint32_t i = 0; i < kBlock; ++i) radius[i] = radius_of(block.word[w][i]);
      for (std::uint32_t i = 0; i < kBlock; ++i) {
        const CosineSine angle = turn(block.word[w + 1][i]);
        values.word[w][i] = radius[i] * angle.cosine;
        values.word[w + 1][i] = radius[i] * angle.sine;
      }
    }
  }
};

struct Below {
  std::uint32_t threshold;
  float scale;
  void operator()(const PhiloxBlock& block, Values& values) const {
    const std::uint32_t below = threshold, bits = bits_of_float(scale);  // copies, which no store can change
    for (std::uint32_t w = 0; w < 4; ++w) {
      for (std::uint32_t i = 0; i < kBlock; ++i) {
        values.word[w][i] = float_of_bits(block.word[w][i] < below ? bits : 0u);
      }
    }
  }
};

struct Sign {
  void operator()(const PhiloxBlock& block, Values& values) const {
    for (std::uint32_t w = 0; w < 4; ++w) {
      for (std::uint32_t i = 0; i < kBlock; ++i) {
        values.word[w][i] = float_of_bits(bits_of_float(1.0f) | (block.word[w][i] & 0x80000000u));
      }
    }
  }
};

template <class Value>
inline void interleave(const WordBlock<Value>& values, Value* __restrict out) {
  for (std::uint32_t i = 0; i < kBlock; ++i) {
    for (std::uint32_t w = 0; w < 4; ++w) out[4 * i + w] = values.word[w][i];
  }
}

/// Elements first … first+count-1 of one row: element 4 i + w is word w of counter i.
template <class Value, class Convert>
inline void fill(const NoiseKey& key, std::int64_t first, std::int64_t count, Value* out,
                 const Convert& convert) {
  constexpr std::int64_t kElements = 4 * std::int64_t{kBlock};
  PhiloxInput input;
  for (std::uint32_t i = 0; i < kBlock; ++i) {
    input.counter[i] = static_cast<std::uint32_t>(first / 4) + i;
    input.row[i] = key.row;
  }
  PhiloxBlock block;
  WordBlock<Value> values;
  for (std::int64_t done = 0; done < count; done += kElements) {
    philox(key, input, block);
    convert(block, values);
    if (done + kElements <= count) {
      interleave(values, out + done);
    } else {
      alignas(64) Value last[kElements];
      interleave(values, last);
      __builtin_memcpy(out + done, last, static_cast<std::size_t>(count - done) * sizeof(Value));
    }
    for (std::uint32_t i = 0; i < kBlock; ++i) input.counter[i] += kBlock;
  }
}

/// Elements first … first+columns-1 of many rows, those of one element side by side. A block holds groups of
/// up to sixteen rows: the groups of one counter, then those of the next.
template <class Convert>
inline void fill_rows(const NoiseKey& key, const std::uint32_t* rows, std::int64_t row_count,
                      std::int64_t first, std::int64_t columns, float* out, const Convert& convert) {
  constexpr std::int64_t kGroup = 16;
  constexpr int kGroups = kBlock / kGroup;
  if (row_count == 0) return;
  PhiloxInput input{};
  PhiloxBlock block;
  Values values;
  for (std::int64_t column = 0, row = 0; column < columns;) {
    std::int64_t columns_of[kGroups], rows_of[kGroups];
    for (int g = 0; g < kGroups; ++g) {
      columns_of[g] = column;
      rows_of[g] = row;
      const std::int64_t valid = row_count - row < kGroup ? row_count - row : kGroup;
      for (std::int64_t i = 0; i < kGroup; ++i) {
        input.counter[g * kGroup + i] = static_cast<std::uint32_t>((first + column) / 4);
      }
      if (valid == kGroup) {
        __builtin_memcpy(&input.row[g * kGroup], rows + row, kGroup * sizeof(std::uint32_t));
      } else {
        for (std::int64_t i = 0; i < valid; ++i) input.row[g * kGroup + i] = rows[row + i];
      }
      row += kGroup;
      if (row >= row_count) {
        row = 0;
        column += 4;
      }
    }
    philox(key, input, block);
    convert(block, values);
    for (int g = 0; g < kGroups; ++g) {
      const std::int64_t valid = row_count - rows_of[g] < kGroup ? row_count - rows_of[g] : kGroup;
      // A last group that begins behind the last column has none.
      for (std::int64_t w = 0; w < 4 && columns_of[g] + w < columns; ++w) {
        float* to = out + (columns_of[g] + w) * row_count + rows_of[g];
        if (valid == kGroup) {
          __builtin_memcpy(to, &values.word[w][g * kGroup], kGroup * sizeof(float));
        } else {
          for (std::int64_t i = 0; i < valid; ++i) to[i] = values.word[w][g * kGroup + i];
        }
      }
    }
  }
}

void fill_words(const NoiseKey& key, std::int64_t count, std::uint32_t* out) {
  fill(key, 0, count, out, Words{});
}
void fill_normal(const NoiseKey& key, std::int64_t first, std::int64_t count, float* out) {
  fill(key, first, count, out, Normal{});
}
void fill_below(const NoiseKey& key, std::uint32_t threshold, std::int64_t first, std::int64_t count,
                float* out) {
  fill(key, first, count, out, Below{threshold, 1.0f});
}
void fill_sign(const NoiseKey& key, std::int64_t first, std::int64_t count, float* out) {
  fill(key, first, count, out, Sign{});
}
void fill_normal_rows(const NoiseKey& key, const std::uint32_t* rows, std::int64_t row_count,
                      std::int64_t first, std::int64_t columns, float* out) {
  fill_rows(key, rows, row_count, first, columns, out, Normal{});
}
void fill_below_rows(const NoiseKey& key, std::uint32_t threshold, float scale, const std::uint32_t* rows,
                     std::int64_t row_count, std::int64_t first, std::int64_t columns, float* out) {
  fill_rows(key, rows, row_count, first, columns, out, Below{threshold, scale});
}
void fill_sign_rows(const NoiseKey& key, const std::uint32_t* rows, std::int64_t row_count,
                    std::int64_t columns, float* out) {
  fill_rows(key, rows, row_count, 0, columns, out, Sign{});
}

constexpr NoisePath kNoisePath = {fill_words,       fill_normal,     fill_below,    fill_sign,
                                  fill_normal_rows, fill_below_rows, fill_sign_rows};

}  // namespace bayes::kernels::BAYES_KERNEL_SET

const bayes::kernels::NoisePath bayes::kernels::NoisePath::BAYES_KERNEL_SET =
    bayes::kernels::BAYES_KERNEL_SET::kNoisePath;

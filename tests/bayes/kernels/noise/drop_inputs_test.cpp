#include "bayes/kernels/noise/drop_inputs.h"

#include <gtest/gtest.h>

#include <vector>

#include "bayes/core/error.h"

namespace bayes::kernels {
namespace {

constexpr NoiseKey kKey{0x243f6a8885a308d3, 3, 5};
constexpr double kKeep = 0.75;
constexpr float kScale = 1.25f;

TEST(DropInputs, GivenAnyNumberOfExamplesAndColumnsWhenDroppedThenEachIsMultipliedByItsExamplesFactors) {
  for (const bool mirrored : {false, true}) {
    NoiseKey key = kKey;
    key.mirrored = mirrored;
    for (const std::size_t examples : {1, 3, 64, 5000}) {
      for (const std::size_t columns : {1, 4, 203}) {
        std::vector<std::uint32_t> rows(examples);
        for (std::size_t n = 0; n < examples; ++n) rows[n] = static_cast<std::uint32_t>(7 * n + 2);
        std::vector<float> values(examples * columns), expected, row(columns);
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i % 17) - 8.0f;
        expected = values;
        for (std::size_t n = 0; n < examples; ++n) {  // each example by itself
          NoiseKey of_row = key;
          of_row.row = rows[n];
          fill_bernoulli(of_row, kKeep, static_cast<std::int64_t>(columns), row.data());
          for (std::size_t c = 0; c < columns; ++c) expected[c * examples + n] *= row[c] * kScale;
        }

        drop_inputs(key, kKeep, kScale, rows.data(), static_cast<std::int64_t>(examples),
                    static_cast<std::int64_t>(columns), values.data(), values.data());

        EXPECT_EQ(values, expected) << examples << " x " << columns;
      }
    }
  }
}

TEST(DropInputs, GivenNegativeSizesOrNoProbabilityWhenDroppedThenTheyAreRefused) {
  float value = 5.0f;

  EXPECT_THROW(drop_inputs(kKey, kKeep, 1.0f, nullptr, -1, 1, &value, &value), Error);
  EXPECT_THROW(drop_inputs(kKey, kKeep, 1.0f, nullptr, 1, -1, &value, &value), Error);
  EXPECT_THROW(drop_inputs(kKey, 1.5, 1.0f, nullptr, 0, 1, &value, &value), Error);
}

}  // namespace
}  // namespace bayes::kernels

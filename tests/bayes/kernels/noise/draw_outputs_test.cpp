#include "bayes/kernels/noise/draw_outputs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "bayes/core/error.h"

namespace bayes::kernels {
namespace {

constexpr NoiseKey kKey{0x243f6a8885a308d3, 3, 5};
constexpr float kLeast = 1e-16f;

struct Outputs {
  std::vector<float> output, slope;
};

std::vector<float> values(std::int64_t count, float least) {
  std::vector<float> values(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = least + static_cast<float>(i % 23) / 8.0f;
  return values;
}

std::vector<std::uint32_t> rows_of(std::int64_t examples) {
  std::vector<std::uint32_t> rows(static_cast<std::size_t>(examples));
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::uint32_t>(7 * i + 2);
  return rows;
}

// In double precision, from the noise of each example by itself.
Outputs expected(const NoiseKey& key, std::int64_t examples, std::int64_t columns) {
  const auto mean = values(examples * columns, -1.0f), variance = values(examples * columns, 0.0f);
  const auto rows = rows_of(examples);
  Outputs outputs{mean, mean};
  std::vector<float> noise(static_cast<std::size_t>(columns));
  for (std::int64_t n = 0; n < examples; ++n) {
    NoiseKey of_row = key;
    of_row.row = rows[n];
    fill_normal(of_row, columns, noise.data());
    for (std::int64_t c = 0; c < columns; ++c) {
      const auto i = static_cast<std::size_t>(c * examples + n);
      const double sd = std::sqrt(std::max<double>(variance[i], kLeast));
      outputs.output[i] = static_cast<float>(mean[i] + sd * noise[c]);
      outputs.slope[i] = variance[i] < kLeast ? 0.0f : static_cast<float>(noise[c] / (2.0 * sd));
    }
  }
  return outputs;
}

TEST(DrawOutputs, GivenAnyNumberOfExamplesAndColumnsWhenDrawnThenEachOutputIsThatOfItsExampleAlone) {
  for (const bool mirrored : {false, true}) {
    NoiseKey key = kKey;
    key.mirrored = mirrored;
    for (const std::int64_t examples : {1, 3, 16, 64, 5000}) {
      for (const std::int64_t columns : {1, 4, 65, 203}) {
        const auto rows = rows_of(examples);
        // In place, as layers call it.
        Outputs drawn{values(examples * columns, -1.0f), values(examples * columns, 0.0f)};
        auto without_slope = drawn.output;
        draw_outputs(key, rows.data(), examples, columns, without_slope.data(), drawn.slope.data(), kLeast,
                     without_slope.data(), nullptr);

        draw_outputs(key, rows.data(), examples, columns, drawn.output.data(), drawn.slope.data(), kLeast,
                     drawn.output.data(), drawn.slope.data());

        EXPECT_EQ(drawn.output, without_slope);
        const auto right = expected(key, examples, columns);
        int far = 0;
        for (std::size_t i = 0; i < right.output.size(); ++i) {
          // A few roundings of values below 20.
          far += std::abs(drawn.output[i] - right.output[i]) > 4e-6f;
          far += std::abs(drawn.slope[i] - right.slope[i]) > 1e-6f * (1.0f + std::abs(right.slope[i]));
        }
        EXPECT_EQ(far, 0) << examples << " x " << columns;
      }
    }
  }
}

TEST(DrawOutputs, GivenNoExamplesOrNegativeSizesWhenDrawnThenNothingIsWrittenOrTheyAreRefused) {
  float value = 5.0f;

  draw_outputs(kKey, nullptr, 0, 3, &value, &value, kLeast, &value, &value);

  EXPECT_EQ(value, 5.0f);
  EXPECT_THROW(draw_outputs(kKey, nullptr, -1, 3, &value, &value, kLeast, &value, &value), Error);
  EXPECT_THROW(draw_outputs(kKey, nullptr, 1, -1, &value, &value, kLeast, &value, &value), Error);
}

}  // namespace
}  // namespace bayes::kernels

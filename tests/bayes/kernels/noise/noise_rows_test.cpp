#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/kernels/noise/noise_paths.h"

namespace bayes::kernels {
namespace {

constexpr NoiseKey kKey{0x243f6a8885a308d3, 3, 5, 8};
constexpr float kUntouched = 77.0f;

std::vector<std::uint32_t> random_rows(std::int64_t count) {
  std::mt19937 random(1);
  std::vector<std::uint32_t> rows(static_cast<std::size_t>(count));
  for (std::uint32_t& row : rows) row = static_cast<std::uint32_t>(random());
  return rows;
}

/// Counts the values that differ from `fill_row(key, columns, out)` of each row, and those written behind.
template <class FillRows, class FillRow>
int differences(std::int64_t row_count, std::int64_t columns, FillRows fill_rows, FillRow fill_row) {
  const std::vector<std::uint32_t> rows = random_rows(row_count);
  std::vector<float> values(static_cast<std::size_t>(row_count * columns) + 16, kUntouched);
  std::vector<float> row(static_cast<std::size_t>(columns));
  fill_rows(rows.data(), values.data());

  int different = 0;
  for (std::int64_t n = 0; n < row_count; ++n) {
    NoiseKey key = kKey;
    key.row = rows[n];
    fill_row(key, row.data());
    for (std::int64_t c = 0; c < columns; ++c) different += values[c * row_count + n] != row[c];
  }
  for (std::size_t i = values.size() - 16; i < values.size(); ++i) different += values[i] != kUntouched;
  return different;
}

class NoiseRows : public testing::TestWithParam<InstructionSet> {};

TEST_P(NoiseRows, GivenAnyNumberOfRowsAndColumnsWhenFilledThenEachValueIsThatOfItsRowAlone) {
  const NoisePath& path = path_for<NoisePath>(GetParam());
  const NoisePath& portable = path_for<NoisePath>(InstructionSet::kPortable);
  constexpr std::uint32_t kThreshold = 0xC0000000u;
  constexpr float kScale = 1.25f;

  for (const std::int64_t n : {0, 1, 3, 15, 16, 17, 48, 64, 1000}) {
    for (const std::int64_t columns : {0, 1, 2, 3, 4, 5, 11, 16, 67}) {
      const auto normal = [&](auto rows, float* out) {
        path.fill_normal_rows(kKey, rows, n, /*first=*/0, columns, out);
      };
      const auto sign = [&](auto rows, float* out) { path.fill_sign_rows(kKey, rows, n, columns, out); };
      const auto below = [&](auto rows, float* out) {
        path.fill_below_rows(kKey, kThreshold, kScale, rows, n, /*first=*/0, columns, out);
      };

      EXPECT_EQ(
          differences(n, columns, normal,
                      [&](const NoiseKey& key, float* out) { portable.fill_normal(key, 0, columns, out); }),
          0)
          << n << " x " << columns;
      EXPECT_EQ(
          differences(n, columns, sign,
                      [&](const NoiseKey& key, float* out) { portable.fill_sign(key, 0, columns, out); }),
          0)
          << n << " x " << columns;
      EXPECT_EQ(differences(n, columns, below,
                            [&](const NoiseKey& key, float* out) {
                              portable.fill_below(key, kThreshold, 0, columns, out);
                              for (std::int64_t c = 0; c < columns; ++c) out[c] *= kScale;
                            }),
                0)
          << n << " x " << columns;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(InstructionSets, NoiseRows, testing::ValuesIn(supported_instruction_sets()),
                         [](const auto& set) { return name(set.param); });

TEST_P(NoiseRows, GivenAFirstColumnWhenFilledThenTheValuesAreThoseFromThereOn) {
  const NoisePath& path = path_for<NoisePath>(GetParam());
  for (const std::int64_t n : {3, 16, 64}) {
    const auto rows = random_rows(n);
    std::vector<float> all(static_cast<std::size_t>(20 * n)), part(static_cast<std::size_t>(8 * n));
    path.fill_normal_rows(kKey, rows.data(), n, /*first=*/0, 20, all.data());

    path.fill_normal_rows(kKey, rows.data(), n, /*first=*/12, 8, part.data());

    EXPECT_EQ(part, std::vector<float>(all.begin() + 12 * n, all.end()));

    path.fill_below_rows(kKey, 0xC0000000u, 1.25f, rows.data(), n, /*first=*/0, 20, all.data());
    path.fill_below_rows(kKey, 0xC0000000u, 1.25f, rows.data(), n, /*first=*/12, 8, part.data());

    EXPECT_EQ(part, std::vector<float>(all.begin() + 12 * n, all.end()));
  }
}

TEST(FillBernoulliRows, GivenKeepOneWhenFilledThenAllAreTheScale) {
  const std::uint32_t rows[2] = {5, 6};
  float values[6] = {};

  fill_bernoulli_rows(kKey, /*keep=*/1.0, /*scale=*/2.5f, rows, 2, 3, values);

  for (const float value : values) EXPECT_EQ(value, 2.5f);
}

TEST(FillRows, GivenNegativeSizesOrNoProbabilityWhenFilledThenTheyAreRefused) {
  EXPECT_THROW(fill_normal_rows(kKey, nullptr, -1, 1, nullptr), Error);
  EXPECT_THROW(fill_normal_rows(kKey, nullptr, 1, /*first=*/2, 1, nullptr), Error);
  EXPECT_THROW(fill_sign_rows(kKey, nullptr, 1, -1, nullptr), Error);
  EXPECT_THROW(fill_bernoulli_rows(kKey, 1.5, 1.0f, nullptr, 0, 0, nullptr), Error);
}

}  // namespace
}  // namespace bayes::kernels

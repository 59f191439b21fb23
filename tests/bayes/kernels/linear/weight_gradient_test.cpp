#include "bayes/kernels/linear/weight_gradient.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/kernels/linear/weight_gradient_paths.h"
#include "tests/bayes/kernels/random_values.h"

namespace bayes::kernels {
namespace {

constexpr float kUntouched = 77.0f;

std::vector<float> packed(const std::vector<float>& inputs, std::int64_t columns, std::int64_t images) {
  std::vector<float> packed(static_cast<std::size_t>(packed_inputs_size(columns, images)));
  pack_inputs(inputs.data(), columns, images, packed.data());
  return packed;
}

struct Sizes {
  std::int64_t rows, columns, images;
};

class WeightGradient : public testing::TestWithParam<InstructionSet> {
 protected:
  const WeightGradientPath& path = path_for<WeightGradientPath>(GetParam());
};

TEST_P(WeightGradient, GivenAnySizesWhenAddedThenSumsAreThoseOfDoublePrecisionAndNothingIsWrittenBehind) {
  for (const auto& [rows, columns, images] : std::vector<Sizes>{
           {1, 1, 1}, {8, 48, 64}, {9, 47, 3}, {16, 49, 64}, {3, 100, 17}, {24, 144, 2}, {7, 33, 0}}) {
    const auto gradients = random_values(rows * images, 1), inputs = random_values(columns * images, 2);
    const auto before = random_values(rows * columns, 3);
    auto sum = before;
    sum.push_back(kUntouched);

    path.add_weight_gradient_rows(gradients.data(), packed(inputs, columns, images).data(), rows, columns,
                                  images, sum.data());

    for (std::int64_t r = 0; r < rows; ++r) {
      for (std::int64_t c = 0; c < columns; ++c) {
        double expected = before[r * columns + c], magnitude = std::abs(expected);
        for (std::int64_t n = 0; n < images; ++n) {
          const double product = static_cast<double>(gradients[r * images + n]) * inputs[c * images + n];
          expected += product;
          magnitude += std::abs(product);
        }
        // Each of the sum's roundings is at most 2^-24 of the magnitudes added up.
        ASSERT_NEAR(sum[r * columns + c], expected, 6e-8 * static_cast<double>(images + 1) * magnitude);
      }
    }
    EXPECT_EQ(sum.back(), kUntouched);
  }
}

TEST_P(WeightGradient, GivenRowsInPartsWhenAddedThenTheBitsAreThoseOfAllAtOnce) {
  constexpr std::int64_t kRows = 21, kColumns = 70, kImages = 64;
  const auto gradients = random_values(kRows * kImages, 1);
  const auto inputs = packed(random_values(kColumns * kImages, 2), kColumns, kImages);
  std::vector<float> at_once(kRows * kColumns), in_parts(kRows * kColumns);

  path.add_weight_gradient_rows(gradients.data(), inputs.data(), kRows, kColumns, kImages, at_once.data());
  for (std::int64_t row = 0; row < kRows; row += 5) {
    path.add_weight_gradient_rows(&gradients[row * kImages], inputs.data(),
                                  std::min<std::int64_t>(5, kRows - row), kColumns, kImages,
                                  &in_parts[row * kColumns]);
  }

  EXPECT_EQ(std::memcmp(at_once.data(), in_parts.data(), at_once.size() * sizeof(float)), 0);
}

TEST_P(WeightGradient, GivenValuesWhenTheLargestIsAskedForThenNeitherSignNorNanIsMissed) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  auto values = random_values(67, 1);
  values[41] = -9.5f;

  EXPECT_EQ(path.largest_magnitude(values.data(), 67), 9.5f);
  EXPECT_EQ(path.largest_magnitude(values.data(), 0), 0.0f);
  for (const float bad : {kInfinity, -kInfinity, std::nanf("")}) {
    for (const std::size_t place : {0, 33, 66}) {
      auto some_bad = values;
      some_bad[place] = bad;
      EXPECT_FALSE(std::isfinite(path.largest_magnitude(some_bad.data(), 67)));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(InstructionSets, WeightGradient, testing::ValuesIn(supported_instruction_sets()),
                         [](const auto& set) { return name(set.param); });

TEST(WeightGradientFiniteness, GivenFactorsWhenAskedThenOnlyWhatCannotOverflowIsSure) {
  const std::vector<float> small{1.0f, -2.0f}, large{1e30f, 3.0f}, broken{std::nanf(""), 0.0f}, zeros(2);

  EXPECT_TRUE(weight_gradient_stays_finite(small.data(), 1, small.data(), 1, 2));
  EXPECT_FALSE(weight_gradient_stays_finite(large.data(), 1, large.data(), 1, 2));
  EXPECT_FALSE(weight_gradient_stays_finite(small.data(), 1, broken.data(), 1, 2));
  EXPECT_FALSE(weight_gradient_stays_finite(broken.data(), 1, zeros.data(), 1, 2));
}

TEST(WeightGradientErrors, GivenNegativeSizesWhenCalledThenTheyAreRefused) {
  EXPECT_THROW(packed_inputs_size(-1, 2), Error);
  EXPECT_THROW(pack_inputs(nullptr, 2, -1, nullptr), Error);
  EXPECT_THROW(add_weight_gradient_rows(nullptr, nullptr, -1, 2, 2, nullptr), Error);
}

}  // namespace
}  // namespace bayes::kernels

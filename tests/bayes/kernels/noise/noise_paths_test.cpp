#include "bayes/kernels/noise/noise_paths.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace bayes::kernels {
namespace {

constexpr NoiseKey kKey{0x243f6a8885a308d3, 3, 5, 8};

/// What `path` makes of the first `count` elements: normals, Bernoulli draws and signs after one another.
std::vector<float> everything(const NoisePath& path, std::int64_t count) {
  std::vector<float> values(3 * static_cast<std::size_t>(count));
  path.fill_normal(kKey, 0, count, values.data());
  path.fill_below(kKey, 0xC0000000u, 0, count, values.data() + count);
  path.fill_sign(kKey, 0, count, values.data() + 2 * count);
  return values;
}

class NoisePaths : public testing::TestWithParam<InstructionSet> {};

TEST_P(NoisePaths, GivenTheSameKeyWhenFilledThenTheBitsAreThoseOfThePortablePath) {
  constexpr std::int64_t kCount = 1'000'003;
  const std::vector<float> expected = everything(path_for<NoisePath>(InstructionSet::kPortable), kCount);

  const std::vector<float> values = everything(path_for<NoisePath>(GetParam()), kCount);

  EXPECT_EQ(std::memcmp(values.data(), expected.data(), values.size() * sizeof(float)), 0);
}

TEST_P(NoisePaths, GivenAnyCountWhenFilledThenTheValuesAreALongOnesPrefixAndNothingIsWrittenBehind) {
  constexpr float kUntouched = 77.0f;
  const NoisePath& path = path_for<NoisePath>(GetParam());
  std::vector<float> expected(400);
  path.fill_normal(kKey, 0, 400, expected.data());

  for (std::int64_t count = 0; count < 400; ++count) {
    std::vector<float> values(401, kUntouched);
    path.fill_normal(kKey, 0, count, values.data());

    ASSERT_TRUE(std::equal(values.begin(), values.begin() + count, expected.begin())) << count;
    ASSERT_EQ(std::count(values.begin() + count, values.end(), kUntouched), 401 - count) << count;
  }
}

TEST_P(NoisePaths, GivenAnUnalignedPlaceWhenFilledThenTheValuesAreTheSame) {
  const NoisePath& path = path_for<NoisePath>(GetParam());
  std::vector<float> expected(300), values(301);
  path.fill_normal(kKey, 0, 300, expected.data());

  path.fill_normal(kKey, 0, 300, values.data() + 1);

  EXPECT_TRUE(std::equal(expected.begin(), expected.end(), values.begin() + 1));
}

TEST_P(NoisePaths, GivenAFirstElementWhenFilledThenTheValuesAreThoseFromThereOn) {
  const NoisePath& path = path_for<NoisePath>(GetParam());
  std::vector<float> expected(1500), values(1000);
  path.fill_normal(kKey, 0, 1500, expected.data());

  for (const std::int64_t first : {4, 64, 128, 500}) {
    path.fill_normal(kKey, first, 1000, values.data());

    EXPECT_TRUE(std::equal(values.begin(), values.end(), expected.begin() + first)) << first;
  }
}

INSTANTIATE_TEST_SUITE_P(InstructionSets, NoisePaths, testing::ValuesIn(supported_instruction_sets()),
                         [](const auto& set) { return name(set.param); });

}  // namespace
}  // namespace bayes::kernels

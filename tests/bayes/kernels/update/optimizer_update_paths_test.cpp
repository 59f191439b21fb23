#include "bayes/kernels/update/optimizer_update_paths.h"

#include <gtest/gtest.h>

#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "bayes/core/error.h"

namespace bayes::kernels {
namespace {

constexpr float kUntouched = 77.0f;

class OptimizerUpdatePaths : public testing::TestWithParam<InstructionSet> {
 protected:
  const OptimizerUpdates<float>& path = path_for<OptimizerUpdatePath>(GetParam()).of_float;

  /// `count` standard normal values and a canary behind.
  static std::vector<float> random_values(std::size_t count, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    std::vector<float> values(count + 1, kUntouched);
    for (std::size_t i = 0; i < count; ++i) values[i] = normal(random);
    return values;
  }
};

TEST_P(OptimizerUpdatePaths, GivenAnyCountWhenUpdatedThriceThenTheBitsAreThoseOfThePortablePath) {
  for (const std::size_t count : {0, 1, 3, 15, 16, 17, 1000}) {
    const auto gradient = random_values(count, 1), start = random_values(count, 2);
    const auto run = [&](const OptimizerUpdates<float>& any) {
      auto adam = start, first = std::vector<float>(count + 1), second = first, sgd = start, velocity = first,
           rmsprop = start, mean_square = first, adagrad = start, sum_of_squares = first;
      const auto n = static_cast<std::int64_t>(count);
      for (int step = 0; step < 3; ++step) {
        any.adam_update({0.9f, 0.999f, 0.1f, 0.001f, 0.01f, 1e-8f, 0.1f, 1.5f}, gradient.data(), adam.data(),
                        first.data(), second.data(), n);
        any.sgd_update({0.1f, 0.9f, 0.01f}, gradient.data(), sgd.data(), velocity.data(), n);
        any.rmsprop_update({0.1f, 0.9f, 0.1f, 0.01f, 1e-8f}, gradient.data(), rmsprop.data(),
                           mean_square.data(), n);
        any.adagrad_update({0.1f, 0.01f, 1e-8f}, gradient.data(), adagrad.data(), sum_of_squares.data(), n);
      }
      for (const auto& more : {first, second, sgd, velocity, rmsprop, mean_square, adagrad, sum_of_squares})
        adam.insert(adam.end(), more.begin(), more.end());
      return adam;
    };

    const auto values = run(path),
               expected = run(path_for<OptimizerUpdatePath>(InstructionSet::kPortable).of_float);

    EXPECT_EQ(std::memcmp(values.data(), expected.data(), values.size() * sizeof(float)), 0) << count;
    EXPECT_EQ(values[count], kUntouched);
  }
}

TEST_P(OptimizerUpdatePaths, GivenShardsWhenReducedThenTheSumIsFromLeftToRight) {
  for (const int shards : {1, 2, 3, 5}) {
    for (const std::size_t count : {0, 1, 3, 15, 16, 17, 1000}) {
      std::vector<std::vector<float>> arrays;
      std::vector<const float*> addends;
      for (int s = 0; s < shards; ++s) arrays.push_back(random_values(count, static_cast<unsigned>(s)));
      for (const auto& array : arrays) addends.push_back(array.data());
      std::vector<float> sum(count + 1, kUntouched), expected = arrays[0];
      for (int s = 1; s < shards; ++s) {
        for (std::size_t i = 0; i < count; ++i) expected[i] += arrays[s][i];
      }

      EXPECT_TRUE(path.reduce(sum.data(), addends.data(), shards, static_cast<std::int64_t>(count)));
      EXPECT_EQ(sum, expected);

      // In place.
      EXPECT_TRUE(path.reduce(arrays[0].data(), addends.data(), shards, static_cast<std::int64_t>(count)));
      EXPECT_EQ(arrays[0], expected);
    }
  }
}

TEST_P(OptimizerUpdatePaths, GivenOneNanInfinityOrOverflowAtAnyPlaceWhenReducedOrAccumulatedThenItIsFound) {
  constexpr std::size_t kCount = 67;
  constexpr float kMost = std::numeric_limits<float>::max();
  int missed = 0;
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(), kMost}) {
    for (std::size_t place = 0; place < kCount; ++place) {
      std::vector<float> a(kCount, 1.0f), b = a, c = a, sum(kCount);
      a[place] = bad;
      b[place] = kMost;
      const float* addends[3] = {a.data(), b.data(), c.data()};
      for (const int shards : {2, 3}) missed += path.reduce(sum.data(), addends, shards, kCount);
      missed += path.accumulate_finite(a.data(), b.data(), kCount);
      missed += path.all_finite(a.data(), kCount);
    }
  }

  EXPECT_EQ(missed, 0);
}

INSTANTIATE_TEST_SUITE_P(InstructionSets, OptimizerUpdatePaths,
                         testing::ValuesIn(supported_instruction_sets()),
                         [](const auto& set) { return name(set.param); });

TEST(Reduce, GivenNoShardOrANegativeCountWhenReducedThenItIsRefused) {
  const float* addends[1] = {nullptr};

  EXPECT_THROW(reduce(nullptr, addends, 0, 1), Error);
  EXPECT_THROW(reduce(nullptr, addends, 1, -1), Error);
}

}  // namespace
}  // namespace bayes::kernels

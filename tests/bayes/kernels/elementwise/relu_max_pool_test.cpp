#include "bayes/kernels/elementwise/relu_max_pool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/kernels/elementwise/relu_max_pool_paths.h"

namespace bayes::kernels {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kUntouched = 77.0f;
constexpr std::uint8_t kUntouchedWinner = 200;
constexpr std::size_t kMargin = 64;

template <class Value>
bool margins_are(const std::vector<Value>& values, Value untouched) {
  return std::count(values.begin(), values.begin() + kMargin, untouched) == kMargin &&
         std::count(values.end() - kMargin, values.end(), untouched) == kMargin;
}

/// LibTorch's definition of max_pool2d after relu, window by window, with the place that its gradient goes
/// to.
struct Reference {
  Reference(const ReluMaxPoolShape& s, const std::vector<float>& input, const std::vector<float>& slope)
      : input_gradient(input.size(), 0.0f) {
    for (std::int64_t c = 0; c < s.channels; ++c)
      for (std::int64_t y = 0; y < s.height / s.window; ++y)
        for (std::int64_t x = 0; x < s.width / s.window; ++x)
          for (std::int64_t image = 0; image < s.images; ++image) {
            float best = -std::numeric_limits<float>::infinity();
            std::int64_t place = 0;
            const auto index = [&](std::int64_t i) {
              const std::int64_t v = y * s.window + i / s.window, u = x * s.window + i % s.window;
              return static_cast<std::size_t>(((c * s.height + v) * s.width + u) * s.images + image);
            };
            for (std::int64_t i = 0; i < s.window * s.window; ++i) {
              const float raw = input[index(i)], value = raw < 0.0f ? 0.0f : raw;
              if (value > best || std::isnan(value)) {
                best = value;
                place = i;
              }
            }
            const bool alive = !(input[index(place)] <= 0.0f);
            if (alive) input_gradient[index(place)] = slope[output.size()];
            winner.push_back(alive ? static_cast<std::uint8_t>(place) : kNoWinner);
            output.push_back(best);
          }
  }
  std::vector<float> output, input_gradient;
  std::vector<std::uint8_t> winner;
};

class ReluMaxPoolPaths : public testing::TestWithParam<InstructionSet> {};

TEST_P(ReluMaxPoolPaths, GivenRandomShapesWithTiesWhenPooledThenResultsAreThoseOfTheDefinition) {
  const ReluMaxPoolPath& path = path_for<ReluMaxPoolPath>(GetParam());
  std::mt19937 random(1);
  const auto between = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>{low, high}(random);
  };

  for (int trial = 0; trial < 300; ++trial) {
    const std::int64_t window = trial % 2 == 0 ? 2 : between(1, 15);
    const ReluMaxPoolShape shape{between(1, 70), between(1, 5), window + between(0, 2 * window),
                                 window + between(0, 2 * window), window};
    const auto in = static_cast<std::size_t>(shape.images * shape.channels * shape.height * shape.width);
    const auto out = static_cast<std::size_t>(shape.images * shape.channels * (shape.height / window) *
                                              (shape.width / window));
    std::vector<float> input(in), slope(out);
    // Few different values, so that ties and windows without a positive one are common.
    for (float& value : input) value = static_cast<float>(between(-9, 2));
    for (float& value : slope) value = static_cast<float>(between(-9, 9));
    const Reference expected(shape, input, slope);
    std::vector<float> output(out + 2 * kMargin, kUntouched), input_gradient(in + 2 * kMargin, kUntouched);
    std::vector<std::uint8_t> winner(out + 2 * kMargin, kUntouchedWinner);

    path.pool(shape, input.data(), output.data() + kMargin, winner.data() + kMargin);
    path.gradient(shape, slope.data(), winner.data() + kMargin, input_gradient.data() + kMargin);

    ASSERT_TRUE(std::equal(expected.output.begin(), expected.output.end(), output.begin() + kMargin))
        << trial;
    ASSERT_TRUE(std::equal(expected.winner.begin(), expected.winner.end(), winner.begin() + kMargin))
        << trial;
    ASSERT_TRUE(std::equal(expected.input_gradient.begin(), expected.input_gradient.end(),
                           input_gradient.begin() + kMargin))
        << trial;
    ASSERT_TRUE(margins_are(output, kUntouched) && margins_are(input_gradient, kUntouched)) << trial;
    ASSERT_TRUE(margins_are(winner, kUntouchedWinner)) << trial;
  }
}

TEST_P(ReluMaxPoolPaths, GivenNanAnywhereInAWindowWhenPooledThenItPropagatesAndTakesTheGradient) {
  const ReluMaxPoolPath& path = path_for<ReluMaxPoolPath>(GetParam());
  const ReluMaxPoolShape shape{1, 1, 2, 8, 2};
  // Windows: NaN first, NaN last, NaN among negatives, two NaN.
  const std::vector<float> input = {kNan, 2, 1, 2,    -1, kNan, kNan, 1,  //
                                    3,    4, 3, kNan, -1, -1,   1,    kNan};
  std::vector<float> output(4), input_gradient(16);
  const std::vector<float> slope(4, 1.0f);
  std::vector<std::uint8_t> winner(4);

  path.pool(shape, input.data(), output.data(), winner.data());
  path.gradient(shape, slope.data(), winner.data(), input_gradient.data());

  EXPECT_TRUE(std::all_of(output.begin(), output.end(), [](float value) { return std::isnan(value); }));
  EXPECT_EQ(winner, (std::vector<std::uint8_t>{0, 3, 1, 3}));  // by hand
  EXPECT_EQ(input_gradient, (std::vector<float>{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1}));
}

INSTANTIATE_TEST_SUITE_P(InstructionSets, ReluMaxPoolPaths, testing::ValuesIn(supported_instruction_sets()),
                         [](const auto& set) { return name(set.param); });

TEST(ReluMaxPool, GivenImpossibleSizesWhenCalledThenTheyAreRefused) {
  const std::vector<ReluMaxPoolShape> impossible = {
      {0, 1, 4, 4, 2}, {1, 0, 4, 4, 2}, {1, 1, 4, 4, 0}, {1, 1, 4, 3, 4}, {1, 1, 20, 20, 16}};

  for (const ReluMaxPoolShape& shape : impossible) {
    EXPECT_THROW(relu_max_pool(shape, nullptr, nullptr, nullptr), Error);
    EXPECT_THROW(relu_max_pool_gradient(shape, nullptr, nullptr, nullptr), Error);
  }
}

}  // namespace
}  // namespace bayes::kernels

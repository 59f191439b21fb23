#include "bayes/kernels/linear/fully_connected.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/kernels/linear/fully_connected_paths.h"
#include "tests/bayes/kernels/random_values.h"

namespace bayes::kernels {
namespace {

constexpr float kUntouched = 77.0f;

// Each of a sum's roundings is at most 2^-24 of the magnitudes added up.
struct Sum {
  double value = 0.0, magnitude = 0.0;
  std::int64_t terms = 1;

  void add(double term) {
    value += term;
    magnitude += std::abs(term);
    ++terms;
  }
  double rounding() const { return 6e-8 * static_cast<double>(terms) * magnitude; }
};

const std::vector<FullyConnectedShape> kShapes = {{1, 1, 1},   {3, 6, 64}, {7, 13, 16},  {70, 9, 40},
                                                  {33, 5, 67}, {0, 2, 3},  {14, 75, 19}, {100, 40, 128}};

class FullyConnectedKernels : public testing::TestWithParam<InstructionSet> {
 protected:
  const FullyConnectedPath& path = path_for<FullyConnectedPath>(GetParam());
};

TEST_P(FullyConnectedKernels, GivenAnyShapeWhenRunThenOutputsAreThoseOfDoublePrecision) {
  for (const auto& shape : kShapes) {
    const auto [in, out, images] = shape;
    const auto input = random_values(in * images, 1), weight = random_values(out * in, 2);
    const auto bias = random_values(out, 3);
    std::vector<float> output(static_cast<std::size_t>(out * images + 1), kUntouched), without_bias = output;

    path.fully_connected(shape, input.data(), weight.data(), bias.data(), output.data());
    path.fully_connected(shape, input.data(), weight.data(), nullptr, without_bias.data());

    for (std::int64_t o = 0; o < out; ++o) {
      for (std::int64_t n = 0; n < images; ++n) {
        Sum sum;
        for (std::int64_t i = 0; i < in; ++i) {
          sum.add(static_cast<double>(weight[o * in + i]) * input[i * images + n]);
        }
        ASSERT_NEAR(without_bias[o * images + n], sum.value, sum.rounding());
        sum.add(bias[o]);
        ASSERT_NEAR(output[o * images + n], sum.value, sum.rounding());
      }
    }
    EXPECT_EQ(output.back(), kUntouched);
    EXPECT_EQ(without_bias.back(), kUntouched);
  }
}

TEST_P(FullyConnectedKernels, GivenAnyShapeWhenRunBackThenInputGradientsAreThoseOfDoublePrecision) {
  for (const auto& shape : kShapes) {
    const auto [in, out, images] = shape;
    const auto of_output = random_values(out * images, 1), weight = random_values(out * in, 2);
    std::vector<float> of_input(static_cast<std::size_t>(in * images + 1), kUntouched);

    path.fully_connected_input_gradient(shape, of_output.data(), weight.data(), of_input.data());

    for (std::int64_t i = 0; i < in; ++i) {
      for (std::int64_t n = 0; n < images; ++n) {
        Sum sum;
        for (std::int64_t o = 0; o < out; ++o) {
          sum.add(static_cast<double>(weight[o * in + i]) * of_output[o * images + n]);
        }
        ASSERT_NEAR(of_input[i * images + n], sum.value, sum.rounding());
      }
    }
    EXPECT_EQ(of_input.back(), kUntouched);
  }
}

// What an image gives may not depend on which others lie beside it.
TEST_P(FullyConnectedKernels, GivenAnImageInAnotherBatchWhenRunThenTheBitsAreTheSame) {
  constexpr std::int64_t kIn = 50, kOut = 8, kImages = 70;
  const auto input = random_values(kIn * kImages, 1), weight = random_values(kOut * kIn, 2);
  std::vector<float> together(kOut * kImages), alone(kOut), one(kIn);
  path.fully_connected({kIn, kOut, kImages}, input.data(), weight.data(), nullptr, together.data());

  for (std::int64_t n = 0; n < kImages; ++n) {
    for (std::int64_t i = 0; i < kIn; ++i) one[i] = input[i * kImages + n];
    path.fully_connected({kIn, kOut, 1}, one.data(), weight.data(), nullptr, alone.data());

    for (std::int64_t o = 0; o < kOut; ++o) EXPECT_EQ(alone[o], together[o * kImages + n]);
  }
}

INSTANTIATE_TEST_SUITE_P(InstructionSets, FullyConnectedKernels,
                         testing::ValuesIn(supported_instruction_sets()),
                         [](const auto& set) { return name(set.param); });

TEST(FullyConnectedKernelErrors, GivenNegativeSizesWhenCalledThenTheyAreRefused) {
  EXPECT_THROW(fully_connected({-1, 2, 2}, nullptr, nullptr, nullptr, nullptr), Error);
  EXPECT_THROW(fully_connected_input_gradient({1, 2, -2}, nullptr, nullptr, nullptr), Error);
}

}  // namespace
}  // namespace bayes::kernels

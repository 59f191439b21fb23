#include "bayes/kernels/convolution/convolution.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <vector>

#include "bayes/core/error.h"
#include "tests/bayes/kernels/convolution/convolution_problem.h"

namespace bayes::kernels {

namespace {

// Single precision's rounding, 6e-8, grows with the root of the number of additions, here some thousand.
constexpr double kTolerance = 5e-6;

void expect_solved(const ConvolutionPath& path, const Problem& problem) {
  expect_solved(path, problem, {kTolerance, kTolerance, kTolerance, kTolerance});
}

class ConvolutionPaths : public testing::TestWithParam<InstructionSet> {
 protected:
  const ConvolutionPath& path = path_for<ConvolutionPath>(GetParam());
};

TEST_P(ConvolutionPaths, GivenRandomShapesWhenConvolvedThenResultsAreThoseOfTheDefinition) {
  std::mt19937 random(1);
  const auto between = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>{low, high}(random);
  };

  for (unsigned trial = 0; trial < 150; ++trial) {
    ConvolutionShape shape{};
    shape.images = trial % 3 == 0 ? 16 * between(1, 4) : between(1, 70);
    shape.in_channels = between(1, trial % 5 == 0 ? 40 : 7);
    shape.out_channels = between(1, trial % 5 == 1 ? 40 : 13);
    shape.kernel_height = between(1, 7);
    shape.kernel_width = between(1, 7);
    shape.padding_height = between(0, shape.kernel_height - 1);
    shape.padding_width = between(0, shape.kernel_width - 1);
    // From an image that the kernel covers once, with its padding, up to some pixels more.
    shape.height = std::max<std::int64_t>(1, shape.kernel_height - 2 * shape.padding_height) + between(0, 5);
    shape.width = std::max<std::int64_t>(1, shape.kernel_width - 2 * shape.padding_width) + between(0, 5);

    expect_solved(path, Problem(shape, trial));
  }
}

TEST_P(ConvolutionPaths, GivenStridesDilationsAndGroupsWhenConvolvedThenResultsAreThoseOfTheDefinition) {
  std::mt19937 random(2);
  const auto between = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>{low, high}(random);
  };

  for (unsigned trial = 0; trial < 200; ++trial) {
    ConvolutionShape shape{};
    shape.images = trial % 3 == 0 ? 16 * between(1, 4) : between(1, 40);
    shape.groups = between(1, 3);
    shape.in_channels = shape.groups * (trial % 4 == 0 ? 1 : between(1, 5));  // some of them depthwise
    shape.out_channels = shape.groups * between(1, trial % 5 == 1 ? 20 : 7);
    shape.kernel_height = between(1, 4);
    shape.kernel_width = between(1, 4);
    shape.stride_height = between(1, 3);
    shape.stride_width = between(1, 3);
    shape.dilation_height = between(1, trial % 2 == 0 ? 1 : 3);
    shape.dilation_width = between(1, trial % 2 == 0 ? 1 : 3);
    const std::int64_t extent_height = shape.dilation_height * (shape.kernel_height - 1) + 1;
    const std::int64_t extent_width = shape.dilation_width * (shape.kernel_width - 1) + 1;
    shape.padding_height = between(0, extent_height - 1);
    shape.padding_width = between(0, extent_width - 1);
    shape.height = std::max<std::int64_t>(1, extent_height - 2 * shape.padding_height) + between(0, 8);
    shape.width = std::max<std::int64_t>(1, extent_width - 2 * shape.padding_width) + between(0, 8);

    expect_solved(path, Problem(shape, trial));
  }
}

TEST_P(ConvolutionPaths, GivenTheShapesOfKnownNetworksWhenConvolvedThenResultsAreThoseOfTheDefinition) {
  expect_solved(path, Problem({64, 1, 28, 28, 6, 5, 5, 2, 2}, 1));          // LeNet-5, first
  expect_solved(path, Problem({32, 6, 14, 14, 16, 5, 5, 0, 0}, 2));         // LeNet-5, second
  expect_solved(path, Problem({16, 16, 32, 32, 16, 3, 3, 1, 1}, 3));        // ResNet-20, first stage
  expect_solved(path, Problem({16, 16, 32, 32, 32, 3, 3, 1, 1, 2, 2}, 4));  // ResNet-20, to the second
  expect_solved(path, Problem({16, 16, 32, 32, 32, 1, 1, 0, 0, 2, 2}, 5));  // its shortcut
  expect_solved(path, Problem({32, 20, 14, 14, 20, 3, 3, 1, 1, 1, 1, 1, 1, 20}, 6));  // MobileNet, depthwise
}

TEST_P(ConvolutionPaths, GivenAKernelAsLargeAsTheImageWhenConvolvedThenResultsAreThoseOfTheDefinition) {
  expect_solved(path, Problem({50, 3, 7, 5, 4, 7, 5, 0, 0}, 1));
  expect_solved(path, Problem({16, 3, 5, 5, 4, 5, 5, 4, 4}, 2));
}

TEST_P(ConvolutionPaths, GivenNoBiasWhenConvolvedThenItCountsAsZero) {
  const ConvolutionShape shape{20, 2, 6, 6, 3, 3, 3, 1, 1};
  Problem problem(shape, 1);
  std::fill(problem.bias.begin(), problem.bias.end(), 0.0f);
  problem.solve();
  Guarded output(problem.output.size()), weight_gradient(problem.weight.size());

  path.convolution(shape, problem.input.data(), problem.weight.data(), nullptr, output.data());
  path.gradients(shape, problem.input.data(), problem.weight.data(), problem.output_gradient.data(),
                 {nullptr, weight_gradient.data(), nullptr});

  EXPECT_LE(relative_error(output, problem.output), kTolerance);
  EXPECT_LE(relative_error(weight_gradient, problem.weight_gradient), kTolerance);
}

TEST_P(ConvolutionPaths, GivenOtherWorkInBetweenWhenRepeatedThenTheBitsAreTheSame) {
  const ConvolutionShape shape{23, 5, 9, 8, 7, 3, 5, 1, 2};
  const Problem problem(shape, 1);
  Guarded first(problem.weight.size()), second(problem.weight.size());

  path.gradients(shape, problem.input.data(), nullptr, problem.output_gradient.data(),
                 {nullptr, first.data(), nullptr});
  expect_solved(path, Problem({70, 9, 12, 12, 9, 3, 3, 1, 1}, 2));
  path.gradients(shape, problem.input.data(), nullptr, problem.output_gradient.data(),
                 {nullptr, second.data(), nullptr});

  EXPECT_EQ(std::memcmp(first.data(), second.data(), problem.weight.size() * sizeof(float)), 0);
}

INSTANTIATE_TEST_SUITE_P(InstructionSets, ConvolutionPaths, testing::ValuesIn(supported_instruction_sets()),
                         [](const auto& set) { return name(set.param); });

TEST(Convolution, GivenOnesWhenConvolvedThenEveryOutputCountsThePixelsUnderTheKernel) {
  const ConvolutionShape shape{1, 1, 3, 3, 1, 3, 3, 1, 1};
  const std::vector<float> input(9, 1.0f), weight(9, 1.0f), bias{0.5f};
  std::vector<float> output(9);

  convolution(shape, input.data(), weight.data(), bias.data(), output.data());

  EXPECT_EQ(output, (std::vector<float>{4.5f, 6.5f, 4.5f, 6.5f, 9.5f, 6.5f, 4.5f, 6.5f, 4.5f}));  // by hand
}

TEST(Convolution, GivenStrideDilationAndGroupsWhenConvolvedThenTheOutputIsThatByHand) {
  ConvolutionShape shape{1, 2, 1, 6, 2, 1, 2, 0, 0};
  shape.stride_width = 3;
  shape.dilation_width = 2;
  shape.groups = 2;
  const std::vector<float> input{1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60}, weight{1, 2, 3, 4};
  std::vector<float> output(4);

  convolution(shape, input.data(), weight.data(), nullptr, output.data());

  EXPECT_EQ(output, (std::vector<float>{7, 16, 150, 360}));  // 1 + 2 * 3, 4 + 2 * 6, 30 + 120, 120 + 240
}

TEST(Convolution, GivenImpossibleSizesWhenCalledThenTheyAreRefused) {
  const std::vector<ConvolutionShape> impossible = {
      {0, 1, 5, 5, 1, 3, 3, 0, 0},
      {1, 0, 5, 5, 1, 3, 3, 0, 0},
      {1, 1, 5, 5, 1, 3, 0, 0, 0},
      {1, 1, 5, 5, 1, 3, 3, -1, 0},
      {1, 1, 5, 5, 1, 3, 3, 0, 3},
      {1, 1, 5, 5, 1, 6, 3, 0, 0},
      {1, 1, 5, 5, 1, 3, 3, 0, 0, 0, 1},
      {1, 1, 5, 5, 1, 3, 3, 0, 0, 1, 1, 0, 1},
      {1, 1, 5, 5, 1, 3, 3, 0, 0, 1, 1, 3, 1},
      {1, 1, 5, 5, 1, 3, 3, 5, 0, 1, 1, 2, 1},
      {1, 4, 5, 5, 6, 3, 3, 0, 0, 1, 1, 1, 1, 3},
      {1, 4, 5, 5, 6, 3, 3, 0, 0, 1, 1, 1, 1, 0},
  };

  for (const ConvolutionShape& shape : impossible) {
    EXPECT_THROW(convolution(shape, nullptr, nullptr, nullptr, nullptr), Error) << shape;
    EXPECT_THROW(convolution_gradients(shape, nullptr, nullptr, nullptr, {}), Error) << shape;
  }
}

}  // namespace
}  // namespace bayes::kernels

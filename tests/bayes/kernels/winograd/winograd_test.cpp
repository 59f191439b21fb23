#include "bayes/kernels/winograd/winograd.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "bayes/kernels/winograd/winograd_paths.h"
#include "tests/bayes/kernels/convolution/convolution_problem.h"

namespace bayes::kernels {
namespace {

// Products and sums round by 6e-8 of themselves at most, which adds up like a random walk. What Winograd's
// sums cancel makes that this much larger beside the outputs: with A, B and G of the algorithm, for
// independent inputs and weights of one variance and R taps an axis, the root mean square over outputs k of
// sum over points p of A[k][p]^2 |B[p]|^2 |G[p]|^2, divided by R: 10.8 for 3, 12.3 for 5.
double tolerance(std::int64_t additions) { return 12.3 * 6e-8 * std::sqrt(static_cast<double>(additions)); }

void expect_solved(const ConvolutionPath& path, const Problem& problem) {
  const ConvolutionShape& s = problem.shape;
  constexpr std::int64_t kTransforms = 2 * 36;
  const std::int64_t pixels = s.images * s.out_height() * s.out_width();
  expect_solved(path, problem,
                {tolerance(s.in_channels + kTransforms), tolerance(s.out_channels + kTransforms),
                 tolerance(pixels + kTransforms), tolerance(pixels)});
}

class WinogradPaths : public testing::TestWithParam<InstructionSet> {
 protected:
  const ConvolutionPath& path = path_for<WinogradPath>(GetParam());
};

TEST_P(WinogradPaths, GivenRandomShapesWhenConvolvedThenResultsAreThoseOfTheDefinition) {
  std::mt19937 random(1);
  const auto between = [&](std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>{low, high}(random);
  };

  for (unsigned trial = 0; trial < 150; ++trial) {
    ConvolutionShape shape{};
    const std::int64_t kernel = trial % 2 == 0 ? 3 : 5;
    shape.images = trial % 3 == 0 ? 16 * between(1, 4) : between(1, 70);
    shape.in_channels = between(1, trial % 5 == 0 ? 40 : 7);
    shape.out_channels = between(1, trial % 5 == 1 ? 40 : 13);
    shape.kernel_height = shape.kernel_width = kernel;
    shape.padding_height = between(0, kernel - 1);
    shape.padding_width = between(0, kernel - 1);
    // From an image that the kernel covers once, with its padding, to some tiles.
    shape.height = std::max<std::int64_t>(1, kernel - 2 * shape.padding_height) + between(0, 9);
    shape.width = std::max<std::int64_t>(1, kernel - 2 * shape.padding_width) + between(0, 9);

    expect_solved(path, Problem(shape, trial));
  }
}

TEST_P(WinogradPaths, GivenTheShapesOfKnownNetworksWhenConvolvedThenResultsAreThoseOfTheDefinition) {
  expect_solved(path, Problem({32, 6, 14, 14, 16, 5, 5, 0, 0}, 1));   // LeNet-5, second
  expect_solved(path, Problem({16, 16, 32, 32, 16, 3, 3, 1, 1}, 2));  // ResNet-20, first stage
  expect_solved(path, Problem({16, 64, 8, 8, 64, 3, 3, 1, 1}, 3));    // its last
  expect_solved(path, Problem({16, 20, 14, 14, 50, 5, 5, 2, 2}, 4));  // more channels than fit a block
}

TEST_P(WinogradPaths, GivenNoBiasWhenConvolvedThenItCountsAsZero) {
  const ConvolutionShape shape{20, 2, 6, 6, 3, 3, 3, 1, 1};
  Problem problem(shape, 1);
  std::fill(problem.bias.begin(), problem.bias.end(), 0.0f);
  std::vector<float> with(problem.output_gradient.size()), without(with.size());

  path.convolution(shape, problem.input.data(), problem.weight.data(), problem.bias.data(), with.data());
  path.convolution(shape, problem.input.data(), problem.weight.data(), nullptr, without.data());

  EXPECT_EQ(with, without);
}

TEST_P(WinogradPaths, GivenOtherImagesBesideItWhenConvolvedThenAnImagesBitsAreTheSame) {
  const ConvolutionShape alone{1, 9, 13, 10, 11, 3, 3, 1, 1};
  ConvolutionShape many = alone;
  many.images = 37;
  Problem one(alone, 1), batch(many, 2);
  constexpr std::size_t kImage = 20;
  for (std::size_t i = 0; i < one.input.size(); ++i) batch.input[i * 37 + kImage] = one.input[i];
  std::vector<float> output(one.output_gradient.size()), outputs(batch.output_gradient.size());

  path.convolution(alone, one.input.data(), one.weight.data(), one.bias.data(), output.data());
  path.convolution(many, batch.input.data(), one.weight.data(), one.bias.data(), outputs.data());

  for (std::size_t i = 0; i < output.size(); ++i) ASSERT_EQ(outputs[i * 37 + kImage], output[i]) << i;
}

TEST_P(WinogradPaths, GivenGradientsWhenMultipliedThenTheyAreTheAdjointsOfTheConvolution) {
  for (const std::int64_t kernel : {3, 5}) {
    const Problem problem({24, 5, 11, 9, 6, kernel, kernel, 1, 2}, 3);
    const auto dot = [](const std::vector<float>& a, const std::vector<float>& b) {
      double sum = 0.0;
      for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * b[i];
      return sum;
    };
    std::vector<float> output(problem.output_gradient.size()), input(problem.input.size());
    std::vector<float> weight(problem.weight.size());

    path.convolution(problem.shape, problem.input.data(), problem.weight.data(), nullptr, output.data());
    path.gradients(problem.shape, problem.input.data(), problem.weight.data(), problem.output_gradient.data(),
                   {input.data(), weight.data(), nullptr});

    // Errors of independent signs, beside the length of the vectors that are multiplied.
    const double scale =
        std::sqrt(dot(output, output) * dot(problem.output_gradient, problem.output_gradient));
    const double product = dot(output, problem.output_gradient);
    EXPECT_NEAR(dot(problem.input, input), product, tolerance(100) * scale);
    EXPECT_NEAR(dot(problem.weight, weight), product, tolerance(100) * scale);
  }
}

TEST_P(WinogradPaths, GivenOneGradientThatIsWantedWhenComputedThenItsBitsAreThoseOfBothAtOnce) {
  const Problem problem({40, 9, 11, 13, 10, 3, 3, 1, 0}, 4);
  std::vector<float> input(problem.input.size()), weight(problem.weight.size()), bias(problem.bias.size());
  std::vector<float> input_alone(input.size()), weight_alone(weight.size());
  const float* slope = problem.output_gradient.data();

  path.gradients(problem.shape, problem.input.data(), problem.weight.data(), slope,
                 {input.data(), weight.data(), bias.data()});
  path.gradients(problem.shape, nullptr, problem.weight.data(), slope,
                 {input_alone.data(), nullptr, nullptr});
  path.gradients(problem.shape, problem.input.data(), nullptr, slope,
                 {nullptr, weight_alone.data(), nullptr});

  EXPECT_EQ(input, input_alone);
  EXPECT_EQ(weight, weight_alone);
}

INSTANTIATE_TEST_SUITE_P(InstructionSets, WinogradPaths, testing::ValuesIn(supported_instruction_sets()),
                         [](const auto& set) { return name(set.param); });

TEST(Winograd, GivenConvolutionsOfKnownNetworksWhenAskedThenItPaysWithManyChannels) {
  EXPECT_FALSE(winograd_pays({64, 1, 28, 28, 6, 5, 5, 2, 2}));  // LeNet-5, first
  EXPECT_TRUE(winograd_pays({64, 6, 14, 14, 16, 5, 5, 0, 0}));  // LeNet-5, second
  EXPECT_TRUE(winograd_pays({64, 3, 32, 32, 16, 3, 3, 1, 1}));  // ResNet-20, first
  EXPECT_TRUE(winograd_pays({64, 64, 8, 8, 64, 3, 3, 1, 1}));   // ResNet-20, last
  EXPECT_FALSE(winograd_pays({64, 64, 3, 3, 64, 3, 3, 0, 0}));  // one output of sixteen
}

TEST(Winograd, GivenAConvolutionThatItCannotDoWhenAskedThenItDoesNotServe) {
  const ConvolutionShape shape{16, 16, 32, 32, 16, 3, 3, 1, 1};
  ASSERT_TRUE(winograd_serves(shape));
  for (const auto field :
       {&ConvolutionShape::stride_height, &ConvolutionShape::stride_width, &ConvolutionShape::dilation_height,
        &ConvolutionShape::dilation_width, &ConvolutionShape::groups}) {
    ConvolutionShape other = shape;
    other.*field = 2;
    EXPECT_FALSE(winograd_serves(other)) << other;
  }
  for (const std::int64_t kernel : {1, 2, 4, 7}) {
    ConvolutionShape other = shape;
    other.kernel_height = other.kernel_width = kernel;
    EXPECT_FALSE(winograd_serves(other)) << other;
    other.kernel_height = 3;
    EXPECT_FALSE(winograd_serves(other)) << other;
  }
}

TEST(Winograd, GivenNonNegativeProductsWhenSummedDirectlyThenZerosStayZero) {
  const ConvolutionShape shape{16, 16, 12, 12, 16, 3, 3, 1, 1};
  ASSERT_TRUE(winograd_pays(shape));
  Problem problem(shape, 1);
  for (auto* values : {&problem.input, &problem.weight})
    for (float& value : *values) value *= value;
  // Black but for a column of bright pixels: tiles have both.
  for (std::size_t i = 0; i < problem.input.size(); ++i) problem.input[i] *= i / 16 % 12 == 6 ? 1e4f : 0.0f;
  std::vector<float> direct(problem.output_gradient.size()), fastest(direct.size());

  convolution(shape, problem.input.data(), problem.weight.data(), nullptr, direct.data(),
              ConvolutionAlgorithm::kDirect);
  convolution(shape, problem.input.data(), problem.weight.data(), nullptr, fastest.data());

  std::size_t untrue = 0;
  for (std::size_t i = 0; i < direct.size(); ++i) {
    const auto x = i / 16 % 12;
    if (x >= 5 && x <= 7) continue;
    EXPECT_EQ(direct[i], 0.0f);
    untrue += fastest[i] != 0.0f;
  }
  EXPECT_GT(untrue, 0u);  // which is why there is the choice
}

}  // namespace
}  // namespace bayes::kernels

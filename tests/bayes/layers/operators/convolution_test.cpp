#include "bayes/layers/operators/convolution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/conv.h>

#include <cmath>

#include "bayes/core/error.h"
#include "bayes/core/guards.h"
#include "bayes/layers/dropout/dropout_affine.h"
#include "bayes/layers/variational/variational_affine.h"

namespace bayes {
namespace {

TEST(Convolution, GivenGroupsWhenSizedThenAKernelSeesItsGroupsChannels) {
  const auto options = torch::nn::Conv2dOptions(4, 6, {3, 5}).groups(2);

  EXPECT_THAT(kernel_sizes(options), testing::ElementsAre(6, 2, 3, 5));
  // LibTorch's initial bound, 1 / sqrt(fan_in): by hand 1 / sqrt(2 * 3 * 5)
  EXPECT_NEAR(initial_bound(kernel_sizes(options)), 1.0 / std::sqrt(30.0), 1e-15);
}

TEST(Convolution, GivenOptionsThatCannotBeWhenALayerIsMadeThenErrorIsThrown) {
  const std::vector<torch::nn::Conv2dOptions> wrong{
      torch::nn::Conv2dOptions(3, 4, 3).groups(2), torch::nn::Conv2dOptions(4, 3, 3).groups(2),
      torch::nn::Conv2dOptions(4, 4, 3).groups(0),
      torch::nn::Conv2dOptions(4, 4, 3).padding(1).padding_mode(torch::kReflect)};

  for (std::size_t i = 0; i < wrong.size(); ++i) {
    EXPECT_THROW(VariationalConv2d{wrong[i]}, Error) << i;
    EXPECT_THROW(DropoutConv2d{wrong[i]}, Error) << i;
  }
}

TEST(Convolution, GivenADirectSumsGuardWhenSquaresAreConvolvedThenBlackStaysBlackInBothPasses) {
  torch::manual_seed(0);
  const auto options = torch::nn::Conv2dOptions(16, 16, 3).padding(1);
  auto images = torch::zeros({16, 16, 12, 12});
  images.select(3, 6) = torch::randn({16, 16, 12}).square() * 1e4;  // the only bright column
  images.requires_grad_(true);
  const auto variance = torch::randn({16, 16, 3, 3}).square();
  auto slope = torch::zeros({16, 16, 12, 12});
  slope.select(3, 6).fill_(1e4);

  torch::Tensor output;
  {
    const DirectSumsGuard guard;
    output = convolve(options, images, variance, torch::Tensor());
  }
  output.backward(slope);

  // Winograd's sums leave rounding errors beside the bright column, of either sign.
  for (const auto& tensor : {output, images.grad()}) {
    EXPECT_EQ(tensor.slice(3, 0, 5).count_nonzero().item<std::int64_t>(), 0);
    EXPECT_EQ(tensor.slice(3, 8).count_nonzero().item<std::int64_t>(), 0);
    EXPECT_GT(tensor.slice(3, 5, 8).min().item<double>(), 0.0);
  }
}

TEST(Convolution, GivenImagesOfWrongChannelsWhenCheckedThenTheErrorNamesBothShapes) {
  const torch::nn::Conv2dOptions options(3, 4, 3);

  try {
    require_images(options, torch::zeros({5, 1, 8, 8}), "Variational");
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.problem, "the input has shape [5, 1, 8, 8]");
    EXPECT_EQ(error.fix, "give [N, 3, height, width]");
  }
}

TEST(Convolution, GivenATransposedOneWhenSizedThenAKernelHasItsInputsFirstAndLibTorchsBound) {
  const auto options = torch::nn::ConvTranspose2dOptions(4, 6, {3, 5}).groups(2);

  const torch::nn::ConvTranspose2d plain(options);

  EXPECT_EQ(kernel_sizes(options), plain->weight.sizes().vec());
  // by hand 1 / sqrt(3 * 3 * 5); of 360 + 6 uniform values some come close, and none beyond
  const double bound = initial_bound(kernel_sizes(options));
  EXPECT_NEAR(bound, 1.0 / std::sqrt(45.0), 1e-15);
  EXPECT_LE(plain->weight.abs().max().item<double>(), bound + 1e-7);
  EXPECT_GT(plain->weight.abs().max().item<double>(), 0.9 * bound);
}

TEST(Convolution, GivenAnOutputPaddingThatNoStrideMakesRoomForWhenALayerIsMadeThenErrorIsThrown) {
  const auto options = torch::nn::ConvTranspose1dOptions(1, 1, 3).stride(2).output_padding(2);

  EXPECT_THROW(VariationalConvTranspose1d{options}, Error);
  EXPECT_NO_THROW(VariationalConvTranspose1d{torch::nn::ConvTranspose1dOptions(options).dilation(3)});
}

TEST(Convolution, GivenSamePaddingOfAnEvenKernelWhenRunThenTheOutputHasTheInputsLength) {
  const auto options = torch::nn::Conv1dOptions(2, 3, 4).padding(torch::kSame);
  const torch::nn::Conv1d plain(options);
  const auto input = torch::randn({2, 2, 9});

  const auto output = convolve(options, input, plain->weight, plain->bias);

  EXPECT_EQ(output.size(2), 9);
  EXPECT_TRUE(output.equal(torch::nn::Conv1d(plain)->forward(input)));
}

TEST(Convolution, GivenSignalsOfAWrongShapeWhenRunThenTheErrorNamesTheDimensions) {
  try {
    VariationalConv1d(torch::nn::Conv1dOptions(3, 4, 3))->forward(torch::zeros({5, 3, 8, 8}));
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.where, "VariationalConv1d");
    EXPECT_EQ(error.fix, "give [N, 3, length]");
  }
}

}  // namespace
}  // namespace bayes

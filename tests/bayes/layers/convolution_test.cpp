#include "bayes/layers/convolution.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "bayes/core/error.h"
#include "bayes/layers/dropout_conv2d.h"
#include "bayes/layers/variational_conv2d.h"

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

TEST(Convolution, GivenImagesOfWrongChannelsWhenCheckedThenTheErrorNamesBothShapes) {
  const torch::nn::Conv2dOptions options(3, 4, 3);

  try {
    require_images(options, torch::zeros({5, 1, 8, 8}), "VariationalConv2d");
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.problem, "the input has shape [5, 1, 8, 8]");
    EXPECT_EQ(error.fix, "give [N, 3, height, width]");
  }
}

}  // namespace
}  // namespace bayes

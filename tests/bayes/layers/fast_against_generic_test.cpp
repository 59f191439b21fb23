// The library's kernels (float32) against LibTorch's operators in double precision, under the same draw:
// output and all gradients, over random shapes, for every kind of layer and estimator.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <torch/autograd.h>
#include <torch/nn/modules/container/any.h>

#include "bayes/core/draw.h"
#include "bayes/core/images_innermost.h"
#include "bayes/layers/dropout/dropout_affine.h"
#include "bayes/layers/plain/plain_layer.h"
#include "bayes/layers/variational/variational_affine.h"

namespace bayes {
namespace {

const Draw::Key kKey{7, Stream::kTraining, 2, 0};

// Output, then the gradients of input and parameters, of a weighted sum of the outputs.
std::vector<torch::Tensor> pass(torch::nn::AnyModule layer, const torch::Tensor& input) {
  const Draw draw(kKey);
  const auto output = layer.forward(input);
  std::vector<torch::Tensor> inputs{input}, all{output};
  for (const auto& parameter : layer.ptr()->parameters()) inputs.push_back(parameter);
  const auto weight = torch::linspace(-1.0, 1.0, output.numel(), output.options()).view(output.sizes());
  for (const auto& gradient : torch::autograd::grad({(output * weight.detach()).sum()}, inputs))
    all.push_back(gradient);
  return all;
}

// Of float32 sums of terms of order 1, which may cancel.
constexpr double kRounding = 2e-5;

void expect_agreement(torch::nn::AnyModule layer, const torch::Tensor& images, bool innermost,
                      double tolerance = kRounding) {
  const auto input = (innermost ? images_innermost(images) : images.clone()).set_requires_grad(true);
  const auto fast = pass(layer, input);
  layer.ptr()->to(torch::kFloat64);
  const auto generic = pass(layer, images.to(torch::kFloat64).set_requires_grad(true));
  RC_ASSERT(fast.size() == generic.size());
  for (std::size_t i = 0; i < fast.size(); ++i) {
    RC_ASSERT(fast[i].sizes() == generic[i].sizes());
    if (fast[i].numel() == 0) continue;
    const double error = (fast[i].to(torch::kFloat64) - generic[i]).norm().item<double>();
    RC_ASSERT(error <= tolerance * (1.0 + generic[i].norm().item<double>()));
  }
}

Estimator any_estimator() {
  return *rc::gen::element(Estimator::kWeightSampling, Estimator::kLocalReparameterisation,
                           Estimator::kFlipout);
}

RC_GTEST_PROP(FastAgainstGeneric, FullyConnectedLayers, ()) {
  const auto size = [](int least, int most) { return std::int64_t{*rc::gen::inRange(least, most + 1)}; };
  const auto options = torch::nn::LinearOptions(size(1, 40), size(1, 40)).bias(*rc::gen::arbitrary<bool>());
  const VariationalOptions variational{0.1, any_estimator()};
  torch::manual_seed(*rc::gen::inRange(0, 1000));
  const std::vector<torch::nn::AnyModule> layers{
      torch::nn::AnyModule(PlainLinear(options)), torch::nn::AnyModule(DropoutLinear(options)),
      torch::nn::AnyModule(VariationalLinear(options, variational))};
  const auto images = torch::randn({size(0, 40), options.in_features()});

  expect_agreement(layers[*rc::gen::inRange<std::size_t>(0, layers.size())], images,
                   *rc::gen::arbitrary<bool>());
}

RC_GTEST_PROP(FastAgainstGeneric, Convolutions, ()) {
  const auto size = [](int least, int most) { return std::int64_t{*rc::gen::inRange(least, most + 1)}; };
  const std::int64_t groups = *rc::gen::element(1, 1, 2, 3);
  const std::vector<std::int64_t> kernel{size(1, 5), size(1, 5)};
  const std::vector<std::int64_t> dilation{size(1, 2), size(1, 2)};
  const std::int64_t height = dilation[0] * (kernel[0] - 1) + 1, width = dilation[1] * (kernel[1] - 1) + 1;
  auto options = torch::nn::Conv2dOptions(groups * size(1, 4), groups * size(1, 4), kernel).groups(groups);
  options.padding({size(0, static_cast<int>(height) - 1), size(0, static_cast<int>(width) - 1)});
  options.stride({size(1, 3), size(1, 3)}).dilation(dilation).bias(*rc::gen::arbitrary<bool>());
  const VariationalOptions variational{0.1, any_estimator()};
  const DropoutOptions dropout{0.25, *rc::gen::element(DropoutUnit::kElement, DropoutUnit::kChannel)};
  torch::manual_seed(*rc::gen::inRange(0, 1000));
  const std::vector<torch::nn::AnyModule> layers{
      torch::nn::AnyModule(PlainConv2d(options)), torch::nn::AnyModule(DropoutConv2d(options, dropout)),
      torch::nn::AnyModule(VariationalConv2d(options, variational))};
  const auto images =
      torch::randn({size(1, 40), options.in_channels(), height + size(0, 6), width + size(0, 6)});

  expect_agreement(layers[*rc::gen::inRange<std::size_t>(0, layers.size())], images,
                   *rc::gen::arbitrary<bool>());
}

// As many channels as Winograd's algorithm takes; variances of local reparameterisation do without it.
RC_GTEST_PROP(FastAgainstGeneric, ConvolutionsOfManyChannels, ()) {
  const auto size = [](int least, int most) { return std::int64_t{*rc::gen::inRange(least, most + 1)}; };
  const std::int64_t kernel = *rc::gen::element(3, 5);
  const auto options = torch::nn::Conv2dOptions(size(8, 20), size(8, 20), kernel)
                           .padding(size(0, static_cast<int>(kernel) - 1))
                           .bias(*rc::gen::arbitrary<bool>());
  const VariationalOptions variational{0.1, any_estimator()};
  torch::manual_seed(*rc::gen::inRange(0, 1000));
  const std::vector<torch::nn::AnyModule> layers{
      torch::nn::AnyModule(PlainConv2d(options)),
      torch::nn::AnyModule(VariationalConv2d(options, variational))};
  const auto images =
      torch::randn({size(1, 40), options.in_channels(), kernel + size(0, 8), kernel + size(0, 8)});

  // Winograd's sums cancel: twelve times the rounding (kernels/winograd.h).
  expect_agreement(layers[*rc::gen::inRange<std::size_t>(0, layers.size())], images,
                   *rc::gen::arbitrary<bool>(), 12 * kRounding);
}

// That the properties above do compare two things: the kernels leave their layout behind them, LibTorch does
// not.
TEST(FastAgainstGeneric, GivenWhatTheKernelsServeWhenRunThenTheyDoAndElseLibTorchDoes) {
  const auto images = torch::randn({6, 2, 7, 7});
  const auto options = torch::nn::Conv2dOptions(2, 3, 3);

  EXPECT_TRUE(is_images_innermost(PlainConv2d(options)->forward(images)));
  EXPECT_TRUE(is_images_innermost(
      PlainLinear(torch::nn::LinearOptions(4, 3))->forward(images_innermost(torch::randn({6, 4})))));
  EXPECT_TRUE(is_images_innermost(
      PlainConv2d(torch::nn::Conv2dOptions(2, 4, 3).stride(2).dilation(2).groups(2))->forward(images)));
  EXPECT_FALSE(
      is_images_innermost(PlainConv2d(torch::nn::Conv2dOptions(2, 3, 3).padding(3))->forward(images)));
  PlainConv2d twice_as_precise(options);
  twice_as_precise->to(torch::kFloat64);
  EXPECT_FALSE(is_images_innermost(twice_as_precise->forward(images.to(torch::kFloat64))));
}

}  // namespace
}  // namespace bayes

#include "bayes/layers/operators/local_affine.h"

#include <gtest/gtest.h>
#include <torch/autograd.h>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/core/guards.h"
#include "bayes/core/images_innermost.h"
#include "bayes/layers/operators/fully_connected.h"
#include "bayes/layers/operators/local_noise.h"

namespace bayes {
namespace {

const Draw::Key kKey{5, Stream::kTraining, 3, 0};
const ConvolutionWindows kWindows{{1, 1}, {1, 1}, {1, 1}, 1};

GaussianWeights random_weights(std::vector<std::int64_t> sizes) {
  torch::manual_seed(0);
  const auto leaf = [](const torch::Tensor& values) { return values.set_requires_grad(true); };
  const std::vector<std::int64_t> bias{sizes[0]};
  return {leaf(torch::randn(sizes)), leaf(torch::rand(sizes)), leaf(torch::randn(bias)),
          leaf(torch::rand(bias))};
}

torch::Tensor convolution_by_parts(const torch::Tensor& images, const GaussianWeights& weights) {
  const auto mean = innermost_convolution(images, weights.mean, weights.bias_mean, kWindows);
  const auto variance = [&] {
    const DirectSumsGuard guard;  // as many channels as Winograd's algorithm would be taken for
    return innermost_convolution(images.square(), weights.variance, weights.bias_variance, kWindows);
  }();
  return with_local_noise(mean, variance,
                          Draw::current()->example_normal(mean.sizes(), torch::kFloat32, layout_of(mean)));
}

TEST(LocalAffine, GivenAConvolutionWhenDrawnInOnePieceThenOutputAndGradientsAreThoseOfItsParts) {
  const auto images = images_innermost(torch::randn({70, 16, 7, 6})).set_requires_grad(true);
  const auto weights = random_weights({12, 16, 3, 3});
  const std::vector<torch::Tensor> inputs{images, weights.mean, weights.variance, weights.bias_mean,
                                          weights.bias_variance};
  const auto gradients_of = [&](const torch::Tensor& output) {
    return torch::autograd::grad({output.square().sum()}, inputs);
  };
  const auto in_parts = [&] {
    const Draw draw(kKey);
    return convolution_by_parts(images, weights);
  }();

  const Draw draw(kKey);
  const auto output = local_innermost_convolution(images, weights, kWindows);

  EXPECT_TRUE(torch::equal(output, in_parts));
  const auto found = gradients_of(output), expected = gradients_of(in_parts);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    // The same products, added up in another order.
    EXPECT_LT((found[i] - expected[i]).norm().item<double>(), 1e-6 * expected[i].norm().item<double>()) << i;
  }
}

TEST(LocalAffine, GivenSteepSlopesOfBlackPixelsWhenDifferentiatedThenOthersKeepTheirPrecision) {
  auto pixels = torch::zeros({16, 16, 12, 12});
  pixels.select(3, 6) = torch::randn({16, 16, 12}) * 1e3;  // the only bright column
  auto weights = random_weights({16, 16, 3, 3});
  weights.bias_variance = torch::full({16}, 1e-8).set_requires_grad(true);  // all that there is beside it
  const auto gradient_of_variance = [&](auto convolve) {
    const Draw draw(kKey);
    return torch::autograd::grad({convolve(images_innermost(pixels), weights).sum()}, {weights.variance})[0];
  };

  const auto found = gradient_of_variance([](const auto& images, const auto& some) {
    return local_innermost_convolution(images, some, kWindows);
  });

  // Winograd's sums mix bright pixels with slopes of black ones, which are a million times as steep: the
  // result would be wrong by several times itself.
  const auto expected = gradient_of_variance(convolution_by_parts);
  EXPECT_LT((found - expected).norm().item<double>(), 1e-6 * expected.norm().item<double>());
}

TEST(LocalAffine, GivenNoGradientsWhenDrawnThenTheOutputIsTheSame) {
  const auto features = images_innermost(torch::randn({9, 5}));
  const auto weights = random_weights({4, 5});
  const auto drawn = [&] {
    const Draw draw(kKey);
    return local_fully_connected(features, weights);
  };
  const auto output = drawn();

  const torch::NoGradGuard no_grad;

  EXPECT_TRUE(torch::equal(drawn(), output));
}

TEST(LocalAffine, GivenAGraphThatIsKeptWhenDifferentiatedTwiceThenGradientsAreTheSame) {
  const auto features = images_innermost(torch::randn({9, 5}));
  const auto weights = random_weights({4, 5});
  const Draw draw(kKey);
  const auto sum = local_fully_connected(features, weights).square().sum();
  const auto gradient = [&](bool keep) {
    return torch::autograd::grad({sum}, {weights.variance}, {}, keep)[0];
  };

  const auto first = gradient(/*keep=*/true);

  EXPECT_TRUE(torch::equal(gradient(/*keep=*/false), first));
}

TEST(LocalAffine, GivenWhatTheKernelsDoNotServeWhenDrawnThenThereIsNoOutput) {
  const auto features = images_innermost(torch::randn({9, 5}));
  const auto weights = random_weights({4, 5});
  EXPECT_FALSE(local_fully_connected(features, weights).defined());  // no noise of its own without a Draw

  const Draw draw(kKey);
  EXPECT_TRUE(local_fully_connected(features, weights).defined());
  EXPECT_FALSE(local_fully_connected(torch::randn({9, 5}), weights).defined());  // images outermost
  const GaussianWeights precise{
      weights.mean.to(torch::kFloat64), weights.variance.to(torch::kFloat64), {}, {}};
  EXPECT_FALSE(local_fully_connected(features.to(torch::kFloat64), precise).defined());
}

}  // namespace
}  // namespace bayes

#include "models/resnet.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/core/images_innermost.h"
#include "tests/models/layer_families.h"

namespace models {
namespace {

const InputShape kRgb{3, 32, 32, 10};

class ResNetInAllFamilies : public testing::TestWithParam<LayerFamily> {
 protected:
  std::shared_ptr<bayes::Network> network() const {
    torch::manual_seed(2);
    return resnet({}, kRgb)(GetParam().factory);
  }
};
INSTANTIATE_TEST_SUITE_P(All, ResNetInAllFamilies, testing::ValuesIn(layer_families()), name_of);

TEST_P(ResNetInAllFamilies, GivenRgbImagesWhenBuiltThenTheWeightsAreThoseOfThePaper) {
  // He et al. 2016, table 6: 0.27 million. By hand: convolutions 9 * (3 * 16 + 6 * 16^2 + 16 * 32 + 5 * 32^2
  // + 32 * 64 + 5 * 64^2) = 267,696 and the last layer 650; norms 2 * 7 * 16 + 2 * 6 * (32 + 64) = 1,376.
  EXPECT_EQ(parameter_count(*network()), (267696 + 650) * GetParam().parameters_per_weight + 1376);
}

TEST_P(ResNetInAllFamilies, GivenImagesInAnyLayoutWhenForwardedThenLogitsAreTheSame) {
  auto net = network();
  net->eval();
  const auto images = torch::randn({3, 3, 32, 32});

  const auto logits = drawn_logits(*net, images, 0);

  EXPECT_EQ(logits.sizes(), (std::vector<std::int64_t>{3, 10}));
  EXPECT_TRUE(torch::allclose(drawn_logits(*net, bayes::images_innermost(images), 0), logits, 1e-3, 1e-4));
}

TEST_P(ResNetInAllFamilies, GivenACopyWhenChangedThenTheOriginalIsNot) {
  auto net = network();
  net->eval();

  expect_independent_copy(*net, torch::randn({2, 3, 32, 32}));
}

TEST(ResNet, GivenImagesWhenDifferentiatedThenTheGradientIsThatOfFiniteDifferences) {
  torch::manual_seed(3);
  const auto net = resnet({/*blocks=*/1, /*width=*/8}, {3, 9, 12, 10})(layer_families()[0].factory);
  const auto images = torch::randn({6, 3, 9, 12}, torch::kFloat64);
  const auto slope = torch::randn({6, 10}, torch::kFloat64), direction = torch::randn_like(images);
  const auto gradient = [&](torch::ScalarType type) {
    net->to(type);
    const auto x = bayes::images_innermost(images.to(type)).detach().requires_grad_();
    (net->forward(x) * slope).sum().backward();
    return x.grad().to(torch::kFloat64);
  };

  const auto fast = gradient(torch::kFloat32), generic = gradient(torch::kFloat64);

  const auto along = [&](double step) {
    const torch::NoGradGuard no_grad;
    return (net->forward(images + step * direction) * slope).sum().item<double>();
  };
  const double expected = (along(1e-6) - along(-1e-6)) / 2e-6;
  EXPECT_NEAR((generic * direction).sum().item<double>(), expected, 1e-5 * (1.0 + std::abs(expected)));
  // Seven layers of single precision, normalised by few values each.
  EXPECT_LT((fast - generic).norm().item<double>(), 1e-3 * generic.norm().item<double>());
}

TEST(ResNet, GivenTinyImagesWhenAskedThenItRefuses) { EXPECT_THROW(resnet({}, {1, 3, 8, 2}), bayes::Error); }

}  // namespace
}  // namespace models

// The three layer families: deterministic, dropout, variational.
#include <gtest/gtest.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include <set>

#include "bayes/layers/dropout/dropout_affine.h"
#include "bayes/layers/families/deterministic_layers.h"
#include "bayes/layers/families/dropout_layers.h"
#include "bayes/layers/families/variational_layers.h"
#include "bayes/layers/plain/plain_layer.h"
#include "bayes/layers/variational/variational_affine.h"
#include "bayes/priors/gaussian.h"

namespace bayes {
namespace {

const torch::nn::Conv2dOptions kConv(2, 3, 5);
const torch::nn::LinearOptions kLinear(4, 3);

TEST(DeterministicLayers, GivenOptionsWhenMadeThenLayersAreLibTorchs) {
  const DeterministicLayers factory;

  auto conv = factory.conv2d("layer", kConv, LayerInput::kFeatures);
  auto linear = factory.linear("layer", kLinear, LayerInput::kData);

  const torch::nn::Conv2dImpl& as_libtorchs = *conv.get<PlainConv2d>();
  const torch::nn::LinearImpl& linear_as_libtorchs = *linear.get<PlainLinear>();
  EXPECT_EQ(as_libtorchs.options.out_channels(), 3);
  EXPECT_EQ(linear_as_libtorchs.options.in_features(), 4);
}

// LibTorch's own clone() of a class derived from a layer gives the base class.
TEST(PlainLayers, GivenACloneWhenItRunsThenItIsTheSameLayerWithWeightsOfItsOwn) {
  PlainConv2d conv(kConv);
  PlainLinear linear(kLinear);
  conv->eval();

  const auto conv_clone = std::dynamic_pointer_cast<PlainConv2dImpl>(conv->clone());
  const auto linear_clone = std::dynamic_pointer_cast<PlainLinearImpl>(linear->clone());

  ASSERT_TRUE(conv_clone && linear_clone);
  EXPECT_FALSE(conv_clone->is_training());
  const auto images = torch::randn({4, 2, 6, 6}), rows = torch::randn({5, 4});
  EXPECT_TRUE(conv_clone->forward(images).equal(conv->forward(images)));
  EXPECT_TRUE(linear_clone->forward(rows).equal(linear->forward(rows)));
  EXPECT_NE(conv_clone->weight.data_ptr(), conv->weight.data_ptr());
  EXPECT_TRUE(conv_clone->weight.requires_grad() && conv_clone->weight.is_leaf());
}

TEST(DropoutLayers, GivenTheDataWhenALayerSeesItThenNothingIsDroppedAndElseTheRate) {
  const DropoutLayers factory(DropoutOptions{0.3, DropoutUnit::kChannel});

  auto first = factory.conv2d("layer", kConv, LayerInput::kData);
  auto second = factory.conv2d("layer", kConv, LayerInput::kFeatures);
  auto third = factory.linear("layer", kLinear, LayerInput::kFeatures);

  EXPECT_EQ(first.get<DropoutConv2d>()->dropout.dropout_rate, 0.0);
  EXPECT_EQ(second.get<DropoutConv2d>()->dropout.dropout_rate, 0.3);
  EXPECT_EQ(second.get<DropoutConv2d>()->dropout.unit, DropoutUnit::kChannel);
  EXPECT_EQ(third.get<DropoutLinear>()->dropout.dropout_rate, 0.3);
}

TEST(VariationalLayers, GivenOnePriorWhenLayersAreMadeThenEachPosteriorHasACopyOfItsOwn) {
  const GaussianPrior prior(GaussianPriorOptions{0.0, 0.7});
  const VariationalLayers factory(VariationalOptions{0.02, Estimator::kFlipout}, prior.ptr());

  auto conv = factory.conv2d("layer", kConv, LayerInput::kData).get<VariationalConv2d>();
  auto linear = factory.linear("layer", kLinear, LayerInput::kFeatures).get<VariationalLinear>();

  EXPECT_EQ(conv->variational.estimator, Estimator::kFlipout);
  EXPECT_TRUE(torch::allclose(linear->weight->sd(), torch::full({3, 4}, 0.02)));
  std::set<void*> sigmas{prior->sigma.data_ptr()};
  for (const auto& module : {conv->buffers(), linear->buffers()}) {
    for (const auto& buffer : module) sigmas.insert(buffer.data_ptr());
  }
  // The one given, and for two weights and two biases a mean and a sigma each.
  EXPECT_EQ(sigmas.size(), 1U + 4U * 2U);
  EXPECT_EQ(linear->named_buffers()["weight.prior.sigma"].item<double>(), 0.7);
}

}  // namespace
}  // namespace bayes

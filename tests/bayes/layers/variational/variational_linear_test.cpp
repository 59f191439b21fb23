#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "bayes/core/error.h"
#include "bayes/layers/variational/variational_affine.h"
#include "bayes/posteriors/mean_field_gaussian.h"
#include "bayes/priors/flat.h"
#include "bayes/priors/gaussian.h"

namespace bayes {
namespace {

TEST(VariationalLinear, GivenALayerWhenPrintedThenItsPosteriorsAndPriorsAreInTheTree) {
  const VariationalLinear layer(torch::nn::LinearOptions(3, 2).bias(false),
                                VariationalOptions{0.05, Estimator::kFlipout},
                                GaussianPrior(GaussianPriorOptions{0.0, 0.5}).ptr());
  std::ostringstream stream;

  stream << *layer;

  EXPECT_EQ(stream.str(),
            "bayes::VariationalLinear(in_features=3, out_features=2, bias=false, estimator=flipout)(\n"
            "  (weight): bayes::MeanFieldGaussian([2, 3], initial_sigma=0.05)(\n"
            "    (prior): bayes::GaussianPrior(mean=0, sigma=0.5)\n"
            "  )\n"
            ")");
}

TEST(VariationalLinear, GivenManyInputsWhenMadeThenMeansStartAsLibTorchsDo) {
  torch::manual_seed(4);
  const VariationalLinear layer(torch::nn::LinearOptions(100, 50));

  // Uniform in +-1/sqrt(100): LibTorch's start. Of 5,000 values the largest is above 0.099 but for one chance
  // in 10^21.
  const auto mu = layer->weight->mean().detach();
  EXPECT_LE(mu.abs().max().item<double>(), 0.1);
  EXPECT_GT(mu.max().item<double>(), 0.099);
  EXPECT_LT(mu.min().item<double>(), -0.099);
  EXPECT_LE(layer->bias->mean().abs().max().item<double>(), 0.1);
  EXPECT_GT(layer->bias->mean().abs().max().item<double>(), 0.05);
}

TEST(VariationalLinear, GivenATrainedLayerWhenItsParametersAreResetThenSigmaStartsAgainToo) {
  VariationalLinear layer(torch::nn::LinearOptions(4, 3), VariationalOptions{0.02, Estimator::kFlipout});
  {
    torch::NoGradGuard no_grad;
    layer->weight->mean().fill_(5.0);
    layer->weight->as<MeanFieldGaussian>()->rho.fill_(1.0);
    layer->bias->as<MeanFieldGaussian>()->rho.fill_(1.0);
  }

  layer->reset_parameters();

  EXPECT_LE(layer->weight->mean().abs().max().item<double>(), 0.5);
  EXPECT_TRUE(torch::allclose(layer->weight->sd(), torch::full({3, 4}, 0.02)));
  EXPECT_TRUE(torch::allclose(layer->bias->sd(), torch::full({3}, 0.02)));
}

TEST(VariationalLinear, GivenNoPriorWhenMadeThenItIsThePlainGaussianOfStandardDeviationATenth) {
  const VariationalLinear layer(torch::nn::LinearOptions(4, 3));

  EXPECT_EQ(layer->named_buffers()["weight.prior.sigma"].item<double>(), 0.1);
  EXPECT_EQ(layer->named_buffers()["bias.prior.mean"].item<double>(), 0.0);
}

TEST(VariationalLinear, GivenAFlatPriorOrNoSigmaWhenMadeThenErrorIsThrown) {
  const torch::nn::LinearOptions linear(4, 3);
  const torch::nn::Conv2dOptions conv(1, 1, 3);
  const VariationalOptions no_sigma{0.0, Estimator::kFlipout};

  EXPECT_THROW(VariationalLinear(linear, VariationalOptions{}, FlatPrior().ptr()), Error);
  EXPECT_THROW(VariationalConv2d(conv, VariationalOptions{}, FlatPrior().ptr()), Error);
  EXPECT_THROW(VariationalLinear(linear, no_sigma), Error);
  EXPECT_THROW(VariationalConv2d(conv, no_sigma), Error);
}

}  // namespace
}  // namespace bayes

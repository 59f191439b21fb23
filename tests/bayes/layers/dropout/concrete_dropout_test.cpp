// Concrete dropout: its regulariser against the paper's formula, its masks against dropout at the same rate,
// and that rates are learnt.
#include <gtest/gtest.h>
#include <torch/autograd.h>

#include <cmath>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/core/guards.h"
#include "bayes/layers/dropout/concrete_dropout_affine.h"
#include "bayes/layers/dropout/dropout_affine.h"
#include "bayes/layers/families/concrete_dropout_layers.h"
#include "bayes/layers/plain/plain_layer.h"
#include "bayes/posteriors/random_weights.h"
#include "bayes/priors/gaussian.h"
#include "bayes/priors/scale_mixture.h"

namespace bayes {
namespace {

std::shared_ptr<Prior> gaussian(double sigma) {
  return GaussianPrior(GaussianPriorOptions{0.0, sigma}).ptr();
}

ConcreteDropoutWeight small_weight(double rate, const std::shared_ptr<Prior>& prior,
                                   double temperature = 0.1) {
  ConcreteDropoutWeight weight(std::vector<std::int64_t>{2, 3}, 3, ConcreteDropoutOptions{rate, temperature},
                               prior);
  weight->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  weight->weight.copy_(torch::tensor({0.5, -1.0, 2.0, 0.0, 0.25, -0.75}, torch::kFloat64).view({2, 3}));
  return weight;
}

TEST(ConcreteDropoutWeight, GivenAGaussianPriorWhenItsKlIsTakenThenItIsThePapersRegulariser) {
  // Gal, Hron & Kendall 2017: |M|^2 (1 - p) / (2 s^2) - K H(p), with M = w / (1 - p); less its least entropy.
  const double squares = 0.25 + 1.0 + 4.0 + 0.0625 + 0.5625;
  for (const double p : {0.05, 0.3, 0.5, 0.9}) {
    const double entropy = -p * std::log(p) - (1 - p) * std::log(1 - p);
    const double expected = squares / (1 - p) / (2 * 0.7 * 0.7) + 3 * (std::log(2.0) - entropy);

    EXPECT_NEAR(small_weight(p, gaussian(0.7))->kl().item<double>(), expected, 1e-6 * expected) << p;
  }
}

TEST(ConcreteDropoutWeight, GivenAnyPriorWhenItsKlIsTakenThenItDiffersByAConstantFromThatOfNarrowGaussians) {
  const auto mixture = ScaleMixturePrior(ScaleMixturePriorOptions{0.4, 1.0, 0.3}).ptr();
  // E_q[-log p] by hand over "dropped" and "kept", and the entropy of the masks; constants cancel.
  const auto by_hand = [&](double p) {
    const auto weight = small_weight(p, mixture);
    const auto none = torch::zeros_like(weight->weight);
    const double kept = mixture->log_density(weight->weight / (1 - p)).item<double>();
    const double dropped = mixture->log_density(none).item<double>();
    return -(1 - p) * kept - p * dropped + 3 * (p * std::log(p) + (1 - p) * std::log(1 - p));
  };
  const auto kl = [&](double p) { return small_weight(p, mixture)->kl().item<double>(); };

  EXPECT_NEAR(kl(0.4) - kl(0.1), by_hand(0.4) - by_hand(0.1), 1e-6);
  EXPECT_NEAR(kl(0.8) - kl(0.1), by_hand(0.8) - by_hand(0.1), 1e-6);
}

TEST(ConcreteDropoutWeight, GivenALowTemperatureWhenMasksAreDrawnThenTheyAreThoseOfDropoutAtTheRate) {
  const auto weight = small_weight(0.3, gaussian(1.0), /*temperature=*/1e-3);
  const Draw draw({4, Stream::kPrediction}, 0, Draw::Kl::kSkip);

  const auto factors = weight->factors(torch::ones({20000, 3}, torch::kFloat64)).detach();

  // z > 1/2 has probability p at every temperature: five standard errors of a share of 0.3 over 60,000.
  EXPECT_NEAR(factors.lt(0.5 / 0.7).to(torch::kFloat64).mean().item<double>(), 0.3,
              5 * std::sqrt(0.21 / 60000));
  // Near 0 temperature they are 0 or 1 / (1 - p), but for those with |logit u + logit p| of a few
  // temperatures.
  const auto sharp = factors.lt(1e-3).logical_or((factors - 1 / 0.7).abs().lt(1e-3));
  EXPECT_GT(sharp.to(torch::kFloat64).mean().item<double>(), 0.99);
}

TEST(ConcreteDropoutWeight, GivenChannelsWhenMasksAreDrawnThenPlacesShareThemAndExamplesDoNot) {
  const auto weight = small_weight(0.5, gaussian(1.0));
  const Draw draw({4, Stream::kPrediction}, 0, Draw::Kl::kSkip);

  const auto factors = weight->factors(torch::ones({6, 3, 4, 5}, torch::kFloat64));

  EXPECT_EQ(factors.sizes(), torch::IntArrayRef({6, 3, 1, 1}));
  EXPECT_FALSE(torch::allclose(factors[0], factors[1]));
  EXPECT_FALSE(torch::allclose(factors.select(1, 0), factors.select(1, 1)));
}

TEST(ConcreteDropoutWeight, GivenGroupsWhenDrawnForAllExamplesThenAKernelLosesInputsOfItsGroup) {
  ConcreteDropoutWeight weight(std::vector<std::int64_t>{4, 2, 3}, 4, ConcreteDropoutOptions{0.5, 0.1},
                               gaussian(1.0));
  const torch::NoGradGuard no_grad;
  weight->weight.fill_(1.0);
  const Draw draw({4, Stream::kPrediction}, 0, Draw::Kl::kSkip);

  const auto drawn = weight->draw();

  // Kernels 0 and 1 see inputs 0 and 1, kernels 2 and 3 see inputs 2 and 3.
  EXPECT_TRUE(drawn[0].equal(drawn[1]));
  EXPECT_TRUE(drawn[2].equal(drawn[3]));
  EXPECT_FALSE(torch::allclose(drawn[0], drawn[2]));
  EXPECT_FALSE(torch::allclose(drawn[0][0], drawn[0][1]));
  EXPECT_TRUE(drawn[0][0].equal(drawn[0][0][0].expand({3})));
}

TEST(ConcreteDropoutWeight, GivenATransposedKernelWhenDrawnThenItsFirstSizeIsThatOfTheInputs) {
  const std::vector<std::int64_t> sizes{4, 2, 3};  // 4 inputs, 2 outputs in each of 2 groups
  ConcreteDropoutWeight weight(sizes, 4, ConcreteDropoutOptions{0.5, 0.1}, gaussian(1.0), /*input_axis=*/0);
  const torch::NoGradGuard no_grad;
  weight->weight.fill_(1.0);
  const Draw draw({4, Stream::kPrediction}, 0, Draw::Kl::kSkip);

  const auto drawn = weight->draw();

  for (std::int64_t input = 0; input < 4; ++input) {
    EXPECT_TRUE(drawn[input].equal(drawn[input][0][0].expand({2, 3}))) << input;
  }
  EXPECT_FALSE(torch::allclose(drawn[0], drawn[1]));
}

TEST(ConcreteDropoutWeight, GivenARateWhenMomentsAreTakenThenTheyAreThoseOfDropout) {
  const auto weight = small_weight(0.2, gaussian(1.0));

  const auto moments = weight->moments().at(0);

  EXPECT_TRUE(torch::allclose(moments.sd, 0.5 * weight->weight.abs()));  // by hand: sqrt(0.2 / 0.8) = 1/2
  EXPECT_NEAR(moments.kl, weight->kl().item<double>(), 1e-12);
  ASSERT_EQ(moments.scales.size(), 1u);
  EXPECT_NEAR(moments.scales[0].value, 0.2, 1e-7);  // the logit is a float32
}

TEST(ConcreteDropoutWeight, GivenPruningWhenDoneThenWeightsAndTheirSpreadAreZero) {
  auto weight = small_weight(0.2, gaussian(1.0));

  weight->prune(torch::ones({2, 3}, torch::kBool));

  EXPECT_EQ(weight->moments().at(0).sd.abs().max().item<double>(), 0.0);
  EXPECT_EQ(weight->draw().abs().max().item<double>(), 0.0);
}

TEST(ConcreteDropoutWeight, GivenOptionsThatCannotBeWhenMadeThenErrorIsThrown) {
  for (const auto& options :
       {ConcreteDropoutOptions{0.0}, ConcreteDropoutOptions{1.0}, ConcreteDropoutOptions{0.1, 0.0}}) {
    EXPECT_THROW(ConcreteDropoutLinear(torch::nn::LinearOptions(2, 2), options), Error);
  }
}

// By hand, with weights near 1 and 4 inputs of variance 1, masks cost about 8 p nats, and the entropy of 4
// masks is worth 4 H(p) / N: the best rate has the logit -2 N. For N = 0.2 that is a rate of 0.4, to be found
// from 0.1 upwards; for N = 1000 next to none.
TEST(ConcreteDropoutLinear, GivenDataWhenTrainedThenTheRateIsLearntAndFallsWithTheNumberOfExamples) {
  const auto rate_after = [](double examples) {
    torch::manual_seed(5);
    ConcreteDropoutLinear layer(torch::nn::LinearOptions(4, 1), ConcreteDropoutOptions{}, gaussian(1.0));
    const auto x = torch::randn({64, 4});
    const auto y = x.sum(1, /*keepdim=*/true);
    for (std::uint32_t step = 0; step < 600; ++step) {
      const Draw draw({9, Stream::kTraining, step});
      const auto output = layer->forward(x);  // before the KL is asked for
      const auto loss = 2.0 * (output - y).square().mean() + draw.kl() / examples;
      const auto gradients = torch::autograd::grad({loss}, layer->parameters());
      const torch::NoGradGuard no_grad;
      for (std::size_t i = 0; i < gradients.size(); ++i) layer->parameters()[i].sub_(0.05 * gradients[i]);
    }
    return layer->weight->rate().item<double>();
  };

  const double few = rate_after(0.2), many = rate_after(1000.0);

  EXPECT_GT(few, 0.1);  // where it started
  EXPECT_LT(many, 0.05);
}

TEST(ConcreteDropoutLayers, GivenTheDataWhenALayerSeesItThenItIsPlain) {
  const ConcreteDropoutLayers factory({}, gaussian(1.0));

  auto first = factory.conv2d("layer", torch::nn::Conv2dOptions(1, 2, 3), LayerInput::kData);
  auto second = factory.linear("layer", torch::nn::LinearOptions(4, 3), LayerInput::kFeatures);

  EXPECT_NO_THROW(first.get<PlainConv2d>());
  EXPECT_EQ(second.get<ConcreteDropoutLinear>()->weight->prior->buffers()[1].item<double>(), 1.0);
  EXPECT_THROW(factory.lstm("layer", torch::nn::LSTMOptions(2, 2), LayerInput::kData), Error);
}

TEST(ConcreteDropoutWeight, GivenFreeBitsWhenDrawnThenEveryWeightCountsAndNotTheTensorOnce) {
  const auto weight = small_weight(0.2, gaussian(1.0));
  {
    const torch::NoGradGuard no_grad;
    weight->weight.fill_(0.5);  // 6 weights, none of which is exactly 0, as removed ones are
  }
  const double kl = weight->kl().item<double>();
  Draw draw({4, Stream::kTraining});

  weight->draw();

  // By hand: 6 weights with a floor of a nat more than the whole KL each.
  const double floor = std::abs(kl) + 1.0;
  EXPECT_NEAR(draw.kl(floor).item<double>(), 6.0 * floor, 1e-4);
  EXPECT_NEAR(kl_divergence(*weight, floor).item<double>(), 6.0 * floor, 1e-4);
}

TEST(ConcreteDropoutWeight, GivenARateWhenTheEntropyIsTakenThenItIsThatOfTheMasksByHand) {
  const auto weight = small_weight(0.2, gaussian(1.0));  // 3 inputs

  const double of_one = -0.2 * std::log(0.2) - 0.8 * std::log(0.8);

  EXPECT_NEAR(weight->entropy().item<double>(), 3.0 * of_one, 1e-5);
}

// -log prior of points leaves out what has a KL of its own.
TEST(ConcreteDropoutLinear, GivenANetworkWhenPenalisedThenItsWeightCountsInTheKlAlone) {
  ConcreteDropoutLinear layer(torch::nn::LinearOptions(4, 3), ConcreteDropoutOptions{}, gaussian(1.0));
  const auto prior = gaussian(1.0);

  EXPECT_NEAR(point_penalty(*layer, *prior).item<double>(),
              -prior->log_density(layer->bias->value).item<double>(), 1e-5);
  EXPECT_NEAR(kl_divergence(*layer).item<double>(), layer->weight->kl().item<double>(), 1e-6);
}

}  // namespace
}  // namespace bayes

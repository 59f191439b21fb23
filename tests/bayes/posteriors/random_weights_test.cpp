#include "bayes/posteriors/random_weights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/linear.h>

#include <cmath>

#include "bayes/core/cloneable.h"
#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/layers/dropout/dropout_affine.h"
#include "bayes/layers/variational/variational_affine.h"
#include "bayes/posteriors/mean_field_gaussian.h"
#include "bayes/priors/flat.h"
#include "bayes/priors/gaussian.h"
#include "bayes/priors/scale_mixture.h"
#include "tests/bayes/priors/quadrature.h"

namespace bayes {
namespace {

// Every kind of weight: a bare parameter, a plain layer, a posterior, dropout, batch normalisation.
struct MixedNetwork : torch::nn::Cloneable<MixedNetwork> {
  MixedNetwork() { reset(); }
  void reset() override {
    scale = register_parameter("scale", torch::tensor({2.0}));
    plain = register_module("plain", torch::nn::Linear(torch::nn::LinearOptions(3, 2).bias(false)));
    block = register_module("block", VariationalLinear(torch::nn::LinearOptions(2, 4)));
    dropped = register_module("dropped", DropoutLinear(torch::nn::LinearOptions(4, 2),
                                                       DropoutOptions{0.25, DropoutUnit::kElement}));
    norm = register_module("norm", torch::nn::BatchNorm1d(2));
    to(torch::kFloat64);
  }

  torch::Tensor scale;
  torch::nn::Linear plain{nullptr};
  VariationalLinear block{nullptr};
  DropoutLinear dropped{nullptr};
  torch::nn::BatchNorm1d norm{nullptr};
};

const GaussianPrior kPointPrior(GaussianPriorOptions{0.0, 0.5});

double point_kl(const torch::Tensor& weight) {
  double sum = 0.0;
  const auto flat = weight.detach().flatten();
  for (std::int64_t i = 0; i < flat.numel(); ++i) sum -= log_normal(flat[i].item<double>(), 0.0, 0.5);
  return sum;
}

// Of weights that are 0 with probability 1/4, else w / (3/4): by the definition of the mean over both.
double dropped_kl(const torch::Tensor& weight) {
  return 0.75 * point_kl(weight / 0.75) + 0.25 * point_kl(torch::zeros_like(weight));
}

double posterior_kl(const Posterior& posterior) {
  double sum = 0.0;
  const auto mean = posterior->mean().detach().flatten();
  const auto sd = posterior->sd().detach().flatten();
  for (std::int64_t i = 0; i < mean.numel(); ++i) {
    // The layers' default prior is N(0, 0.1^2).
    sum += kl_by_quadrature(mean[i].item<double>(), sd[i].item<double>(),
                            [](double weight) { return log_normal(weight, 0.0, 0.1); });
  }
  return sum;
}

std::vector<torch::Tensor> masks_for(const torch::nn::Module& network) {
  std::vector<torch::Tensor> masks;
  for (const auto& moments : weight_moments(network, *kPointPrior)) {
    auto mask = torch::zeros(moments.mean.sizes(), torch::kBool);
    mask.flatten()[0] = true;
    masks.push_back(mask);
  }
  return masks;
}

TEST(RandomWeights, GivenAMixedNetworkWhenWalkedThenEachWeightIsNamedOnceInOrder) {
  const MixedNetwork network;

  std::vector<std::string> names;
  for (const auto& moments : weight_moments(network, *kPointPrior)) names.push_back(moments.name);

  EXPECT_THAT(names, testing::ElementsAre("scale", "plain.weight", "block.weight", "block.bias",
                                          "dropped.weight", "dropped.bias", "norm.weight", "norm.bias"));
}

TEST(RandomWeights, GivenAMixedNetworkWhenWalkedThenPosteriorsOtherRandomModulesAndPointsAreToldApart) {
  const MixedNetwork network;
  std::vector<std::string> posteriors, others, points;

  for (const auto& held : held_weights(network)) {
    (held.posterior() != nullptr ? posteriors
     : held.random != nullptr    ? others
                                 : points)
        .push_back(held.name);
  }

  EXPECT_THAT(posteriors, testing::ElementsAre("block.weight", "block.bias"));
  EXPECT_THAT(others, testing::ElementsAre("dropped"));
  EXPECT_THAT(points, testing::ElementsAre("scale", "plain.weight", "norm.weight", "norm.bias"));
}

TEST(RandomWeights, GivenAMixedNetworkWhenWalkedThenMomentsAreThoseOfEachKind) {
  const MixedNetwork network;

  const auto moments = weight_moments(network, *kPointPrior);

  EXPECT_TRUE(torch::equal(moments[1].mean, network.plain->weight));
  EXPECT_TRUE(torch::equal(moments[1].sd, torch::zeros_like(network.plain->weight)));
  EXPECT_TRUE(torch::equal(moments[2].mean, network.block->weight->mean()));
  EXPECT_TRUE(torch::equal(moments[2].sd, network.block->weight->sd()));
  // By hand, rate 1/4: w m / (3/4), m Bernoulli(3/4), has variance w^2 / 3.
  EXPECT_TRUE(torch::equal(moments[4].mean, network.dropped->weight));
  EXPECT_TRUE(torch::allclose(moments[4].sd, network.dropped->weight.abs() / std::sqrt(3.0)));
  EXPECT_TRUE(torch::equal(moments[5].sd, torch::zeros_like(network.dropped->bias)));
  for (const auto& one : moments)
    EXPECT_FALSE(one.mean.requires_grad() || one.sd.requires_grad()) << one.name;
}

TEST(RandomWeights, GivenAMixedNetworkWhenWalkedThenKlIsOfItsOwnPriorOrElseOfThePointPrior) {
  const MixedNetwork network;

  const auto moments = weight_moments(network, *kPointPrior);

  EXPECT_NEAR(moments[0].kl, point_kl(network.scale), 1e-9);
  EXPECT_NEAR(moments[1].kl, point_kl(network.plain->weight), 1e-9);
  EXPECT_NEAR(moments[2].kl, posterior_kl(network.block->weight), 1e-8);
  EXPECT_NEAR(moments[3].kl, posterior_kl(network.block->bias), 1e-8);
  EXPECT_NEAR(moments[4].kl, dropped_kl(network.dropped->weight), 1e-9);
  EXPECT_NEAR(moments[5].kl, point_kl(network.dropped->bias), 1e-9);
  EXPECT_NEAR(moments[6].kl, point_kl(network.norm->weight), 1e-9);
}

TEST(RandomWeights, GivenMomentsWhenTheNetworkChangesThenTheyStay) {
  MixedNetwork network;
  const auto moments = weight_moments(network, *kPointPrior);
  const auto before = moments[1].mean.clone();

  torch::NoGradGuard no_grad;
  for (auto& parameter : network.parameters()) parameter.add_(1.0);

  EXPECT_TRUE(torch::equal(moments[1].mean, before));
}

TEST(RandomWeights, GivenAMixedNetworkWhenKlIsSummedThenItIsThatOfPosteriorsOnly) {
  MixedNetwork network;

  const auto kl = kl_divergence(network);
  kl.backward();

  EXPECT_NEAR(kl.item<double>(), posterior_kl(network.block->weight) + posterior_kl(network.block->bias),
              1e-8);
  EXPECT_TRUE(network.block->weight->as<MeanFieldGaussian>()->rho.grad().defined());
  EXPECT_FALSE(network.dropped->weight.grad().defined());
  EXPECT_FALSE(network.plain->weight.grad().defined());
}

TEST(RandomWeights, GivenAMixedNetworkWhenPenalisedThenItIsThatOfAllOtherWeights) {
  MixedNetwork network;

  const auto penalty = point_penalty(network, *kPointPrior);
  penalty.backward();

  const double expected = point_kl(network.scale) + point_kl(network.plain->weight) +
                          dropped_kl(network.dropped->weight) + point_kl(network.dropped->bias) +
                          point_kl(network.norm->weight) + point_kl(network.norm->bias);
  EXPECT_NEAR(penalty.item<double>(), expected, 1e-9);
  // The gradient of w^2 / (2 * 0.5^2) is 4 w; dropout at 1/4 makes the mean square 4/3 of that of the weight.
  EXPECT_TRUE(torch::allclose(network.plain->weight.grad(), 4.0 * network.plain->weight));
  EXPECT_TRUE(torch::allclose(network.dropped->weight.grad(), 4.0 / 0.75 * network.dropped->weight));
  EXPECT_FALSE(network.block->weight->mean().grad().defined());
}

TEST(RandomWeights, GivenAFlatPriorWhenPenalisedThenItIsZero) {
  const MixedNetwork network;

  EXPECT_EQ(point_penalty(network, *FlatPrior()).item<double>(), 0.0);
}

TEST(RandomWeights, GivenMasksWhenPrunedThenExactlyThoseWeightsAreZeroInEachKind) {
  MixedNetwork network;
  const auto before = weight_moments(network, *kPointPrior);
  const auto masks = masks_for(network);

  prune(network, masks);

  const auto after = weight_moments(network, *kPointPrior);
  for (std::size_t i = 0; i < masks.size(); ++i) {
    EXPECT_TRUE(torch::equal(after[i].mean, before[i].mean.masked_fill(masks[i], 0.0))) << after[i].name;
    EXPECT_TRUE(torch::equal(after[i].sd, before[i].sd.masked_fill(masks[i], 0.0))) << after[i].name;
  }
}

TEST(RandomWeights, GivenMasksThatDoNotFitWhenPrunedThenErrorIsThrownAndNothingIsPruned) {
  MixedNetwork network;
  const auto before = weight_moments(network, *kPointPrior);
  auto too_few = masks_for(network);
  too_few.pop_back();
  auto too_many = masks_for(network);
  too_many.push_back(torch::ones({2}, torch::kBool));
  auto wrong_shape = masks_for(network);
  wrong_shape.back() = torch::ones({3}, torch::kBool);

  for (const auto& masks : {too_few, too_many, wrong_shape}) {
    EXPECT_THROW(prune(network, masks), Error);
    const auto after = weight_moments(network, *kPointPrior);
    for (std::size_t i = 0; i < after.size(); ++i) {
      EXPECT_TRUE(torch::equal(after[i].mean, before[i].mean)) << after[i].name;
    }
  }
}

// A network whose KL has no closed form: a scale mixture.
torch::nn::Module& with_estimated_kl(torch::nn::Module& network) {
  torch::manual_seed(3);
  const auto prior = ScaleMixturePrior(ScaleMixturePriorOptions{0.4, 1.0, 0.1}).ptr();
  network.register_module("layer", VariationalLinear(torch::nn::LinearOptions(20, 30),
                                                     VariationalOptions{0.3, Estimator::kFlipout}, prior));
  return network;
}

TEST(RandomWeights, GivenAKlWithoutAClosedFormWhenReportedThenItIsTheSameWhateverLibTorchsGeneratorDid) {
  torch::nn::Module network("mixture");
  with_estimated_kl(network);

  torch::manual_seed(1);
  const auto first = reported_moments(network, *kPointPrior, /*seed=*/7);
  torch::manual_seed(2);
  const auto again = reported_moments(network, *kPointPrior, /*seed=*/7);
  const auto other = reported_moments(network, *kPointPrior, /*seed=*/8);

  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].kl, again[i].kl) << first[i].name;
    EXPECT_EQ(first[i].kl_error, again[i].kl_error) << first[i].name;
    EXPECT_NE(first[i].kl, other[i].kl) << first[i].name;
  }
}

TEST(RandomWeights, GivenAKlWithoutAClosedFormWhenReportedThenItLiesWithinItsErrorsOfTheQuadrature) {
  torch::nn::Module network("mixture");
  with_estimated_kl(network);
  const auto log_mixture = [](double weight) {
    return std::log(0.4 * std::exp(log_normal(weight, 0.0, 1.0)) +
                    0.6 * std::exp(log_normal(weight, 0.0, 0.1)));
  };

  for (const auto& tensor : reported_moments(network, *kPointPrior, /*seed=*/7)) {
    double exact = 0.0;
    const auto mean = tensor.mean.flatten(), sd = tensor.sd.flatten();
    for (std::int64_t i = 0; i < mean.numel(); ++i) {
      exact += kl_by_quadrature(mean[i].item<double>(), sd[i].item<double>(), log_mixture);
    }
    EXPECT_GT(tensor.kl_error, 0.0);
    // Student's t with 15 degrees of freedom is within 5 in all but 2 of 10,000.
    EXPECT_LT(std::abs(tensor.kl - exact), 5.0 * tensor.kl_error) << tensor.name;
  }
}

TEST(RandomWeights, GivenAClosedFormWhenReportedThenThereIsNoErrorAndTheKlIsThatOfTheStep) {
  const MixedNetwork network;

  const auto reported = reported_moments(network, *kPointPrior, /*seed=*/7);

  const auto at_once = weight_moments(network, *kPointPrior);
  for (std::size_t i = 0; i < reported.size(); ++i) {
    EXPECT_EQ(reported[i].kl_error, 0.0) << reported[i].name;
    EXPECT_EQ(reported[i].kl, at_once[i].kl) << reported[i].name;
  }
}

TEST(RandomWeights, GivenRemovedWeightsWhenFreeBitsAreCountedThenOnlyTheKeptOnesCount) {
  torch::nn::Module network("one");
  const auto layer =
      network.register_module("layer", VariationalLinear(torch::nn::LinearOptions(2, 2).bias(false)));
  auto mask = torch::zeros({2, 2}, torch::kBool);
  mask[0].fill_(true);
  prune(network, {mask});

  constexpr double kFloor = 1000.0;  // nats a weight, above any KL here
  EXPECT_NEAR(kl_divergence(network, kFloor).item<double>(), 2 * kFloor, 1e-6);
  Draw draw({4, Stream::kTraining});
  layer->weight->draw();
  EXPECT_NEAR(draw.kl(kFloor).item<double>(), 2 * kFloor, 1e-6);
}

TEST(RandomWeights, GivenALayerAtTwoPlacesWhenWalkedThenItCountsOnce) {
  torch::nn::Module network("tied");
  const auto layer = network.register_module("encoder", VariationalLinear(torch::nn::LinearOptions(2, 2)));
  network.register_module("decoder", layer);

  const auto moments = weight_moments(network, *kPointPrior);

  ASSERT_EQ(moments.size(), 2u);  // a weight and a bias
  EXPECT_EQ(moments[0].name, "encoder.weight");
  const auto once = layer->weight->kl() + layer->bias->kl();
  EXPECT_EQ(kl_divergence(network).item<double>(), once.item<double>());
}

}  // namespace
}  // namespace bayes

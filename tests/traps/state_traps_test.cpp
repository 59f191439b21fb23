#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "bayes/core/state.h"
#include "bayes/layers/families/variational_layers.h"
#include "bayes/layers/variational/variational_affine.h"
#include "bayes/methods/bayes_by_backprop.h"
#include "bayes/posteriors/random_weights.h"
#include "tests/support/small_training.h"

// Bugs of saving and cloning that were found in public libraries, and traps of LibTorch's own clone().
namespace bayes {
namespace {

double total_kl(const InferenceMethod& method) {
  double kl = 0.0;
  for (const auto& moments : method.weight_moments()) kl += moments.kl;
  return kl;
}

TEST(Trap, PriorsLostOnSaveAndLoad) {
  const auto saved = bayes_by_backprop({}, support::small_problem(0, /*sigma=*/0.3));
  const auto loaded = bayes_by_backprop({}, support::small_problem(1, /*sigma=*/2.0));

  loaded->load(saved->save());

  EXPECT_EQ(total_kl(*loaded), total_kl(*saved));
  EXPECT_DOUBLE_EQ(saved->save().at("f1.weight.prior.sigma").item<double>(), 0.3);
}

TEST(Trap, PriorSharedByOriginalAndClone) {
  VariationalLinear layer(torch::nn::LinearOptions(4, 3), VariationalOptions{},
                          GaussianPrior(GaussianPriorOptions{0.0, 0.3}).ptr());
  const double kl = kl_divergence(*layer).item<double>();

  const auto copy = layer->clone();
  for (auto& buffer : copy->buffers()) buffer.fill_(5.0);

  EXPECT_EQ(kl_divergence(*layer).item<double>(), kl);
  EXPECT_NE(kl_divergence(*copy).item<double>(), kl);
}

TEST(Trap, OnePriorObjectSharedByAllLayers) {
  const auto prior = GaussianPrior(GaussianPriorOptions{0.0, 0.3});
  VariationalLinear layer(torch::nn::LinearOptions(4, 3), VariationalOptions{}, prior.ptr());
  const double kl = kl_divergence(*layer).item<double>();

  prior->sigma.fill_(9.0);

  EXPECT_EQ(kl_divergence(*layer).item<double>(), kl);
}

TEST(Trap, CloneThatRenamesChildrenOrGoesBackToInitialWeights) {
  torch::manual_seed(3);
  const auto network = support::small_problem().architecture(std::make_shared<VariationalLayers>(
      VariationalOptions{}, GaussianPrior(GaussianPriorOptions{0.0, 0.3}).ptr()));
  {
    const torch::NoGradGuard no_grad;
    for (auto& parameter : network->parameters()) parameter.uniform_(-1.0, 1.0);  // as if trained
  }

  const auto copy = network->copy();

  // Sequential::clone() calls children 0, 1, …; a child that is not Cloneable is built anew.
  EXPECT_TRUE(support::same_bits(module_state(*copy), module_state(*network)));
  EXPECT_EQ(network->named_children().keys(), (std::vector<std::string>{"f1", "f2"}));
  EXPECT_EQ(copy->named_children().keys(), network->named_children().keys());
}

TEST(Trap, PruningByRhoZeroLeavesAStandardDeviation) {
  VariationalLinear layer(torch::nn::LinearOptions(4, 3), VariationalOptions{});
  const auto everything = torch::ones({3, 4}, torch::kBool);

  layer->weight->prune(everything);

  EXPECT_EQ(layer->weight->sd().max().item<double>(), 0.0);  // softplus(0) would be 0.693
  EXPECT_EQ(layer->weight->draw().abs().max().item<double>(), 0.0);
}

}  // namespace
}  // namespace bayes

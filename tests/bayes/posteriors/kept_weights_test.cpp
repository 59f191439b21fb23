// The KL of a posterior some of whose weights were removed: for every kind of prior that of the others alone.
#include "bayes/posteriors/kept_weights.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/core/draw.h"
#include "bayes/posteriors/mean_field_gaussian.h"
#include "bayes/priors/centred.h"
#include "bayes/priors/empirical_gaussian.h"
#include "bayes/priors/gaussian.h"
#include "bayes/priors/horseshoe.h"
#include "bayes/priors/laplace.h"
#include "bayes/priors/scaled_gaussian.h"
#include "bayes/priors/student_t.h"

namespace bayes {
namespace {

const std::vector<std::int64_t> kShape{2, 3};
torch::Tensor removed_weights() { return torch::tensor({{false, true, true}, {false, false, true}}); }

torch::Tensor means_of_all() { return torch::tensor({{0.3, -0.1, 0.02}, {-0.6, 0.2, 0.5}}, torch::kFloat64); }
torch::Tensor rhos_of_all() {
  return torch::tensor({{-2.0, -1.5, -3.0}, {-1.0, -2.5, -0.5}}, torch::kFloat64);
}
torch::Tensor kept_of(const torch::Tensor& all) { return all.masked_select(removed_weights().logical_not()); }

MeanFieldGaussian posterior_with(const torch::Tensor& means, const torch::Tensor& rhos,
                                 const std::shared_ptr<const Prior>& prior) {
  MeanFieldGaussian posterior(means.sizes().vec(), 0.05, prior);
  posterior->to(torch::kFloat64);
  const torch::NoGradGuard no_grad;
  posterior->mu.copy_(means);
  posterior->rho.copy_(rhos);
  return posterior;
}

// With three weights of six removed.
double kl_of_pruned(const std::shared_ptr<const Prior>& prior) {
  auto posterior = posterior_with(means_of_all(), rhos_of_all(), prior);
  posterior->prune(removed_weights());
  return posterior->kl().item<double>();
}

// Of a posterior that never had the others.
double kl_of_kept(const std::shared_ptr<const Prior>& prior) {
  return posterior_with(kept_of(means_of_all()), kept_of(rhos_of_all()), prior)->kl().item<double>();
}

TEST(KeptWeights, GivenPriorsThatAreAlikeForAllWhenPrunedThenKlIsThatOfTheOthersAlone) {
  for (const std::shared_ptr<const Prior>& prior :
       {std::shared_ptr<const Prior>(GaussianPrior(GaussianPriorOptions{0.1, 0.3}).ptr()),
        std::shared_ptr<const Prior>(LaplacePrior(LaplacePriorOptions{0.1, 0.3}).ptr()),
        std::shared_ptr<const Prior>(EmpiricalGaussianPrior().ptr())}) {
    EXPECT_NEAR(kl_of_pruned(prior), kl_of_kept(prior), 1e-12);
  }
}

TEST(KeptWeights, GivenAScaleByFanInWhenPrunedThenItIsThatOfTheWholeTensor) {
  // He: sqrt(2 / 3) for three inputs, whatever was removed.
  const auto prior = GaussianPrior(GaussianPriorOptions{0.0, std::sqrt(2.0 / 3.0)}).ptr();

  EXPECT_NEAR(kl_of_pruned(ScaledGaussianPrior().ptr()), kl_of_kept(prior), 1e-12);
}

TEST(KeptWeights, GivenCentresOfEachWeightWhenPrunedThenTheyGoWithTheWeights) {
  const auto centres = torch::linspace(-0.5, 0.5, 6, torch::kFloat64).view(kShape);
  const auto base = GaussianPrior(GaussianPriorOptions{0.0, 0.3}).ptr();

  EXPECT_NEAR(kl_of_pruned(CentredPrior(base, centres).ptr()),
              kl_of_kept(CentredPrior(base, kept_of(centres)).ptr()), 1e-12);
}

TEST(KeptWeights, GivenScalesOfEachWeightWhenPrunedThenTheyGoWithTheWeights) {
  auto pruned = posterior_with(means_of_all(), rhos_of_all(), HorseshoePrior().ptr());
  const auto alone = posterior_with(kept_of(means_of_all()), kept_of(rhos_of_all()), HorseshoePrior().ptr());
  auto& scales = dynamic_cast<HorseshoePriorImpl&>(*pruned->prior);
  auto& of_kept = dynamic_cast<HorseshoePriorImpl&>(*alone->prior);
  {
    const torch::NoGradGuard no_grad;
    scales.local_mean.copy_(torch::linspace(-1.0, 1.0, 6, torch::kFloat64).view(kShape));
    of_kept.local_mean.copy_(kept_of(scales.local_mean));
  }

  pruned->prune(removed_weights());
  const auto kl = pruned->kl();
  kl.backward();
  alone->kl().backward();

  EXPECT_NEAR(kl.item<double>(), alone->kl().item<double>(), 1e-12);
  // The scales are trained on, those of removed weights no more.
  EXPECT_TRUE(torch::allclose(kept_of(scales.local_mean.grad()), of_kept.local_mean.grad()));
  EXPECT_EQ(scales.local_mean.grad().masked_select(removed_weights()).abs().max().item<double>(), 0.0);
  EXPECT_TRUE(torch::allclose(scales.global_mean.grad(), of_kept.global_mean.grad()));
}

TEST(KeptWeights, GivenAnEstimatedKlWhenPrunedThenItIsTheLogRatioOfTheOthers) {
  const auto prior = StudentTPrior().ptr();
  auto posterior = posterior_with(means_of_all(), rhos_of_all(), prior);
  posterior->prune(removed_weights());
  Draw draw({4, Stream::kTraining, 0, 0});

  const auto weight = kept_of(posterior->draw().detach());

  const auto mean = kept_of(means_of_all()), sd = torch::softplus(kept_of(rhos_of_all()));
  double expected = -prior->log_density(weight).item<double>();
  for (int i = 0; i < 3; ++i) {
    const double z = ((weight[i] - mean[i]) / sd[i]).item<double>();
    expected += -0.5 * z * z - std::log(sd[i].item<double>()) - 0.5 * std::log(2.0 * M_PI);
  }
  EXPECT_NEAR(draw.kl().item<double>(), expected, 1e-10);
}

TEST(KeptWeights, GivenAPointThatIsNotZeroWhenComparedThenItWasNotRemovedAndKlIsInfinite) {
  auto posterior = posterior_with(means_of_all(), rhos_of_all(), GaussianPrior().ptr());
  {
    const torch::NoGradGuard no_grad;
    posterior->rho[0][0] = -INFINITY;
  }

  EXPECT_TRUE(std::isinf(posterior->kl().item<double>()));
}

}  // namespace
}  // namespace bayes

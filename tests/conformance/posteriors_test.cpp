// What every posterior has to do: each kind with each kind of prior passes every test here. One whose KL
// has a closed form for all marginals, one that is quadratic, one whose KL is estimated.
#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/core/guards.h"
#include "bayes/core/state.h"
#include "bayes/posteriors/drawn_once.h"
#include "bayes/posteriors/posterior_kinds.h"
#include "bayes/posteriors/rank_one_posterior.h"
#include "bayes/priors/flat.h"
#include "bayes/priors/gaussian.h"
#include "bayes/priors/laplace.h"
#include "bayes/priors/scale_mixture.h"

namespace bayes {
namespace {

const std::vector<std::int64_t> kSizes{3, 2};
constexpr double kSigma = 0.2;

struct PosteriorCase {
  std::string name;
  PosteriorKind kind;
  std::shared_ptr<const Prior> prior;
};

void PrintTo(const PosteriorCase& posterior, std::ostream* stream) { *stream << posterior.name; }

std::vector<PosteriorCase> posterior_cases() {
  std::vector<PosteriorCase> cases;
  for (const auto& kind : posterior_kinds()) {
    cases.push_back({kind.name + "_gaussian", kind, GaussianPrior(GaussianPriorOptions{0.1, 0.3}).ptr()});
    cases.push_back({kind.name + "_laplace", kind, LaplacePrior(LaplacePriorOptions{0.0, 0.3}).ptr()});
    cases.push_back(
        {kind.name + "_mixture", kind, ScaleMixturePrior(ScaleMixturePriorOptions{0.4, 1.0, 0.1}).ptr()});
  }
  return cases;
}

class Posteriors : public testing::TestWithParam<PosteriorCase> {
 protected:
  Posteriors() : posterior_(made()) {}

  // In float64, every parameter away from where it starts.
  Posterior made() const {
    torch::manual_seed(3);
    auto posterior = GetParam().kind.make({kSigma}, kSizes, GetParam().prior);
    posterior->to(torch::kFloat64);
    torch::NoGradGuard no_grad;
    for (auto& parameter : posterior->parameters()) parameter.add_(torch::randn_like(parameter), 0.3);
    return posterior;
  }

  Posterior posterior_;
};

const Draw::Key kPosteriorKey{5, Stream::kTraining, 0, 0};

torch::Tensor some_removed() { return torch::tensor({{true, false}, {false, true}, {false, false}}); }

// Of the weights that are not sure to be their mean.
void expect_drawn_moments(const Posterior& posterior) {
  constexpr int kSamples = 20000;
  const torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> draws;
  for (std::uint32_t s = 0; s < kSamples; ++s) {
    const Draw draw({1, Stream::kPrediction, 0, s}, 0, Draw::Kl::kSkip);
    draws.push_back(posterior->draw());
  }
  const auto all = torch::stack(draws);
  const auto variance = posterior->variance();
  EXPECT_TRUE(torch::allclose(variance, posterior->sd().square()));
  // Six standard errors of all that are compared; the variance's from the draws' own fourth moments.
  const auto unsure = variance > 0.0;
  const auto mean_error = (all.mean(0) - posterior->mean()).abs() / (variance / kSamples).sqrt();
  const auto squares = (all - posterior->mean()).square();
  const auto variance_error = (squares.mean(0) - variance).abs() / (squares.std(0) / std::sqrt(kSamples));
  EXPECT_LT(mean_error.masked_select(unsure).max().item<double>(), 6.0);
  EXPECT_LT(variance_error.masked_select(unsure).max().item<double>(), 6.0);
}

TEST_P(Posteriors, GivenManyDrawsWhenCountedThenMeanAndVarianceAreThoseItSays) {
  expect_drawn_moments(posterior_);
}

TEST_P(Posteriors, GivenPrunedWeightsWhenDrawnOftenThenMeanAndVarianceAreThoseItSays) {
  posterior_->prune(some_removed());

  expect_drawn_moments(posterior_);
}

TEST_P(Posteriors, GivenManyDrawsWhenTheirKlIsCollectedThenItsMeanIsThatOfKl) {
  constexpr int kSamples = 2000;
  const torch::NoGradGuard no_grad;
  std::vector<double> drawn, collected;

  for (std::uint32_t s = 0; s < kSamples; ++s) {
    Draw draw({1, Stream::kTraining, 0, s});
    posterior_->draw();
    drawn.push_back(draw.kl().item<double>());
    Draw other({2, Stream::kTraining, 0, s});
    posterior_->collect_kl();
    collected.push_back(other.kl().item<double>());
  }

  const auto a = torch::tensor(drawn, torch::kFloat64), b = torch::tensor(collected, torch::kFloat64);
  const double error = std::sqrt((a.var() + b.var()).item<double>() / kSamples);
  EXPECT_NEAR(a.mean().item<double>(), b.mean().item<double>(), 5 * error + 1e-12);
}

// Along directions in which the KL moves at all.
void expect_gradients_of_finite_differences(const Posterior& posterior) {
  const auto kl = [&] {
    const Draw draw(kPosteriorKey);  // the same noise each time
    return posterior->kl();
  };
  ASSERT_TRUE(std::isfinite(kl().item<double>()));
  kl().backward();

  constexpr double kStep = 1e-6;
  for (auto& parameter : posterior->parameters()) {
    if (!parameter.grad().defined()) continue;
    torch::NoGradGuard no_grad;
    const auto direction = torch::randn_like(parameter) * parameter.grad().ne(0.0);
    parameter.add_(direction, kStep);
    const double above = kl().item<double>();
    parameter.add_(direction, -2 * kStep);
    const double below = kl().item<double>();
    parameter.add_(direction, kStep);
    const double slope = (parameter.grad() * direction).sum().item<double>();
    EXPECT_NEAR(slope, (above - below) / (2 * kStep), 1e-5 * (1.0 + std::abs(slope)));
  }
}

TEST_P(Posteriors, GivenTheKlWhenDifferentiatedThenGradientsAreThoseOfFiniteDifferences) {
  expect_gradients_of_finite_differences(posterior_);
}

TEST_P(Posteriors, GivenPrunedWeightsWhenTheKlIsDifferentiatedThenItIsFiniteAndRemovedWeightsStay) {
  posterior_->prune(some_removed());

  expect_gradients_of_finite_differences(posterior_);

  Draw draw(kPosteriorKey);
  const auto squares = posterior_->draw().square().sum();
  (squares + draw.kl()).backward();
  torch::NoGradGuard no_grad;
  for (auto& parameter : posterior_->parameters()) {
    if (parameter.grad().defined()) parameter.sub_(parameter.grad(), 0.01);
  }
  EXPECT_TRUE(torch::equal(posterior_->sd().eq(0.0), some_removed()));
  EXPECT_TRUE(torch::equal(posterior_->mean().eq(0.0), some_removed()));
}

TEST_P(Posteriors, GivenAllWeightsPrunedWhenComparedThenTheKlIsZero) {
  posterior_->prune(torch::ones(kSizes, torch::kBool));

  Draw draw(kPosteriorKey);
  EXPECT_EQ(posterior_->draw().abs().max().item<double>(), 0.0);
  EXPECT_EQ(draw.kl().item<double>(), 0.0);
  EXPECT_EQ(posterior_->moments()[0].kl, 0.0);
}

TEST_P(Posteriors, GivenADrawWhenBackpropagatedThenEveryParameterHasAGradient) {
  Draw draw(kPosteriorKey);

  const auto squares = posterior_->draw().square().sum();
  (squares + draw.kl()).backward();

  for (const auto& parameter : posterior_->named_parameters()) {
    ASSERT_TRUE(parameter.value().grad().defined()) << parameter.key();
    EXPECT_GT(parameter.value().grad().abs().max().item<double>(), 0.0) << parameter.key();
  }
}

TEST_P(Posteriors, GivenOneScopeWhenDrawnTwiceThenDrawAndPerturbationAreOfTheSameWeight) {
  const Draw draw(kPosteriorKey);

  const auto weight = posterior_->draw(), again = posterior_->draw(),
             perturbation = posterior_->perturbation();

  EXPECT_TRUE(torch::equal(weight, again));
  EXPECT_TRUE(torch::allclose(weight, posterior_->mean() + perturbation));
  EXPECT_GT(perturbation.abs().min().item<double>(), 0.0);
}

TEST_P(Posteriors, GivenWeightsDrawnOnceWhenAskedAgainThenTheyAreTheSame) {
  const torch::NoGradGuard no_grad;
  DrawnOnce once;
  torch::Tensor first;
  {
    const Draw draw(kPosteriorKey);
    first = posterior_->draw();
  }
  const Draw draw(kPosteriorKey);

  EXPECT_TRUE(torch::equal(posterior_->draw(), first));
}

TEST_P(Posteriors, GivenAPosteriorMeanGuardWhenDrawnThenItIsTheMeanWithoutKl) {
  const Draw draw(kPosteriorKey);
  const PosteriorMeanGuard guard;

  EXPECT_TRUE(torch::equal(posterior_->draw(), posterior_->mean()));
  EXPECT_EQ(posterior_->perturbation().abs().max().item<double>(), 0.0);
  posterior_->collect_kl();
  EXPECT_EQ(draw.kl().item<double>(), 0.0);
}

TEST_P(Posteriors, GivenPrunedWeightsWhenDrawnThenTheyAreExactlyZeroAndTheOthersStay) {
  const auto mask = some_removed();
  const auto mean = posterior_->mean().detach().clone(), sd = posterior_->sd().detach().clone();

  posterior_->prune(mask);

  const torch::NoGradGuard no_grad;
  const Draw draw(kPosteriorKey, 0, Draw::Kl::kSkip);
  const auto kept = mask.logical_not();
  EXPECT_EQ(posterior_->draw().masked_select(mask).abs().max().item<double>(), 0.0);
  EXPECT_EQ(posterior_->sd().masked_select(mask).abs().max().item<double>(), 0.0);
  EXPECT_TRUE(torch::equal(posterior_->mean().masked_select(kept), mean.masked_select(kept)));
  EXPECT_TRUE(torch::allclose(posterior_->sd().masked_select(kept), sd.masked_select(kept)));
  EXPECT_GT(posterior_->draw().masked_select(kept).abs().min().item<double>(), 0.0);
}

TEST_P(Posteriors, GivenACloneWhenItChangesThenTheOriginalStays) {
  const auto before = module_state(*posterior_);

  const auto clone = std::dynamic_pointer_cast<WeightPosterior>(posterior_->clone());

  torch::Tensor drawn;
  {
    const Draw draw(kPosteriorKey);
    drawn = posterior_->draw();
  }
  {
    const Draw draw(kPosteriorKey);
    EXPECT_TRUE(torch::equal(clone->draw(), drawn));
  }
  torch::NoGradGuard no_grad;
  for (auto& parameter : clone->parameters()) parameter.add_(0.1);
  for (const auto& [name, tensor] : module_state(*posterior_))
    EXPECT_TRUE(torch::equal(tensor, before.at(name))) << name;
}

TEST_P(Posteriors, GivenItsStateWhenLoadedIntoAFreshOneThenItDrawsTheSame) {
  auto fresh = GetParam().kind.make({kSigma}, kSizes, GetParam().prior);
  fresh->to(torch::kFloat64);

  load_module_state(*fresh, module_state(*posterior_));

  torch::Tensor expected;
  {
    const Draw draw(kPosteriorKey);
    expected = posterior_->draw();
  }
  const Draw draw(kPosteriorKey);
  EXPECT_TRUE(torch::equal(fresh->draw(), expected));
}

TEST_P(Posteriors, GivenItsStateWhenAskedForTheMeanThenItIsTheOneThatItSays) {
  const auto mean = GetParam().kind.mean(module_state(*posterior_));

  EXPECT_TRUE(torch::equal(mean, posterior_->mean()));
  EXPECT_FALSE(GetParam().kind.mean({{"weight", torch::zeros(kSizes)}}).defined());
}

TEST_P(Posteriors, GivenItsMeanFieldParametersWhenItHasThemThenMeanAndDeviationFollowFromThem) {
  const auto gaussian = posterior_->mean_field();
  if (!gaussian) return;

  EXPECT_TRUE(torch::equal(gaussian->mu, posterior_->mean()));
  EXPECT_TRUE(torch::allclose(gaussian->rho.exp().log1p(), posterior_->sd()));
}

TEST_P(Posteriors, GivenManyWeightsWhenResetThenMeansFillTheBoundAndDeviationsStartAsAsked) {
  auto posterior = GetParam().kind.make({kSigma}, {50, 40}, GetParam().prior);

  posterior->reset_parameters(0.1);

  const torch::NoGradGuard no_grad;
  EXPECT_LE(posterior->mean().abs().max().item<double>(), 0.1);
  EXPECT_GT(posterior->mean().abs().max().item<double>(), 0.09);
  // Some kinds start with a tenth of noise in the parts of their deviations; one starts with deviations
  // that are a share of the weights.
  const bool is_share = GetParam().kind == rank_one_posterior();
  const auto sd = is_share ? posterior->sd() / posterior->mean().abs() : posterior->sd();
  EXPECT_NEAR(sd.mean().item<double>(), kSigma, 0.05 * kSigma);
  EXPECT_LT(sd.std().item<double>(), 0.25 * kSigma);
}

TEST_P(Posteriors, GivenItsMomentsWhenTakenThenTheyAreWhatItSaysAndCopies) {
  const Draw draw(kPosteriorKey, 0, Draw::Kl::kSkip);
  const auto moments = posterior_->moments();

  ASSERT_EQ(moments.size(), 1u);
  EXPECT_EQ(moments[0].name, "");
  EXPECT_TRUE(torch::equal(moments[0].mean, posterior_->mean()));
  EXPECT_TRUE(torch::equal(moments[0].sd, posterior_->sd()));
  EXPECT_EQ(moments[0].kl, posterior_->kl().item<double>());
  EXPECT_FALSE(moments[0].sd.requires_grad());
  EXPECT_NE(moments[0].mean.data_ptr(), posterior_->mean().data_ptr());
}

TEST_P(Posteriors, GivenArgumentsThatMakeNoSenseWhenMadeThenErrorIsThrown) {
  const auto& make = GetParam().kind.make;
  for (const double sigma : {0.0, -0.1, double{NAN}, double{INFINITY}}) {
    EXPECT_THROW(make({sigma}, kSizes, GetParam().prior), Error) << sigma;
  }
  EXPECT_THROW(make({kSigma}, kSizes, FlatPrior().ptr()), Error);
  EXPECT_THROW(make({kSigma}, kSizes, nullptr), Error);
}

INSTANTIATE_TEST_SUITE_P(All, Posteriors, testing::ValuesIn(posterior_cases()),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace bayes

// Tempering on Bayesian linear regression with known noise, where everything has a closed form.
#include "bayes/engine/tempering.h"

#include <gtest/gtest.h>
#include <torch/optim/lbfgs.h>

#include <cmath>

#include "bayes/core/error.h"
#include "bayes/methods/bayes_by_backprop.h"
#include "bayes/methods/map.h"
#include "bayes/methods/mc_dropout.h"
#include "bayes/posteriors/low_rank_gaussian.h"
#include "bayes/posteriors/matrix_gaussian.h"
#include "bayes/posteriors/mean_field_gaussian.h"
#include "bayes/posteriors/radial.h"
#include "bayes/posteriors/random_weights.h"
#include "bayes/posteriors/tied_gaussian.h"
#include "bayes/priors/gaussian.h"
#include "bayes/priors/horseshoe.h"
#include "tests/support/small_training.h"

namespace bayes {
namespace {

constexpr double kNoise = 0.5;
constexpr double kPriorSigma = 0.8;
constexpr double kTemperature = 0.3;

TrainingOptions tempered(Tempering tempering, double temperature = kTemperature) {
  TrainingOptions options;
  options.tempering = tempering;
  options.temperature = temperature;
  return options;
}

struct Regression {
  torch::Tensor inputs;   // [N, D]
  torch::Tensor targets;  // [N]

  torch::Tensor precision() const { return inputs.t().mm(inputs) / (kNoise * kNoise); }
  // E_q -log p(targets | inputs, weight), but for a constant, over independent Gaussian weights.
  torch::Tensor nll(const torch::Tensor& mean, const torch::Tensor& variance) const {
    const auto squares =
        (targets - inputs.mv(mean)).square().sum() + (inputs.square().sum(0) * variance).sum();
    return squares / (2.0 * kNoise * kNoise);
  }
};

Regression regression() {
  torch::manual_seed(2);
  auto inputs = torch::randn({12, 3}, torch::kFloat64);
  inputs.select(1, 1).mul_(0.6).add_(0.8 * inputs.select(1, 0));
  const auto weight = torch::tensor({0.7, -1.0, 0.4}, torch::kFloat64);
  return {inputs, inputs.mv(weight) + kNoise * torch::randn({12}, torch::kFloat64)};
}

// The minimiser of the objective of a training with these options.
MeanFieldGaussian minimiser(const Regression& data, const TrainingOptions& options) {
  const std::vector<std::int64_t> sizes{3};
  MeanFieldGaussian q(sizes, 0.3, GaussianPrior(GaussianPriorOptions{0.0, kPriorSigma}).ptr());
  q->to(torch::kFloat64);
  const double on_complexity = options.tempering == Tempering::kPosterior ? 1.0 : options.temperature;
  torch::optim::LBFGS lbfgs(q->parameters(false), torch::optim::LBFGSOptions(1.0)
                                                      .max_iter(200)
                                                      .tolerance_grad(1e-12)
                                                      .tolerance_change(1e-18)
                                                      .line_search_fn("strong_wolfe"));
  lbfgs.step([&] {
    lbfgs.zero_grad();
    const auto complexity = q->kl() + (1.0 - entropy_factor(options)) * q->entropy();
    const auto loss = data.nll(q->mu, torch::softplus(q->rho).square()) + on_complexity * complexity;
    loss.backward();
    return loss;
  });
  return q;
}

// By hand: d/d sigma^2 of h sigma^2 / 2 + T (sigma^2 / (2 s^2) - log sigma) is 0, and the mean is that of
// p(D | w)^(1/T) p(w).
TEST(Tempering, GivenTheLikelihoodsWhenMinimisedThenMeanAndDeviationsAreThoseInClosedForm) {
  const auto data = regression();

  const auto q = minimiser(data, tempered(Tempering::kLikelihood));

  const auto precision =
      data.precision() / kTemperature + torch::eye(3, torch::kFloat64) / (kPriorSigma * kPriorSigma);
  const auto mean =
      torch::inverse(precision).mv(data.inputs.t().mv(data.targets)) / (kNoise * kNoise * kTemperature);
  EXPECT_TRUE(torch::allclose(q->mu, mean, 1e-6));
  EXPECT_TRUE(torch::allclose(q->sd(), precision.diagonal().rsqrt(), 1e-6));
}

// By hand: the same of h sigma^2 / 2 + sigma^2 / (2 s^2) - T log sigma; the mean is that at T = 1, and the
// variance T times that (Wenzel et al. 2020, section 2).
TEST(Tempering, GivenThePosteriorsWhenMinimisedThenMeanAndDeviationsAreThoseInClosedForm) {
  const auto data = regression();

  const auto q = minimiser(data, tempered(Tempering::kPosterior));

  const auto precision = data.precision() + torch::eye(3, torch::kFloat64) / (kPriorSigma * kPriorSigma);
  const auto mean = torch::inverse(precision).mv(data.inputs.t().mv(data.targets)) / (kNoise * kNoise);
  EXPECT_TRUE(torch::allclose(q->mu, mean, 1e-6));
  EXPECT_TRUE(torch::allclose(q->sd(), (kTemperature / precision.diagonal()).sqrt(), 1e-6));
}

// KL + entropy is E_q(-log prior), which for N(0, s^2) follows from the moments alone.
TEST(Tempering, GivenAnyPosteriorWhenTheEntropyIsAddedToItsKlThenThePriorAloneIsLeft) {
  torch::manual_seed(5);
  const auto prior = GaussianPrior(GaussianPriorOptions{0.0, kPriorSigma}).ptr();
  for (const auto& kind : {mean_field_posterior(), tied_posterior(), low_rank_posterior(), matrix_posterior(),
                           radial_posterior()}) {
    auto q = kind.make({0.3}, {4, 3}, prior);
    q->reset_parameters(0.5);
    const torch::NoGradGuard no_grad;

    const double found = (q->kl() + q->entropy()).item<double>();

    const double squares = (q->mean().square() + q->variance()).sum().item<double>();
    const double expected =
        squares / (2 * kPriorSigma * kPriorSigma) + 12.0 * std::log(kPriorSigma * std::sqrt(2 * M_PI));
    EXPECT_NEAR(found, expected, 1e-4) << kind.name;
  }
}

State trained(InferenceMethod& method, const TrainingOptions& options) {
  ThreadPool pool(1);
  support::Recorder recorder;
  auto training = support::small_training(pool, recorder);
  training.options.temperature = options.temperature;
  training.options.tempering = options.tempering;
  method.fit(training);
  return support::copy_of(method.save());
}

TEST(Tempering, GivenPointsWhenThePosteriorIsTemperedThenTheMinimumStays) {
  const auto problem = support::small_problem();
  const auto plain = trained(*map({}, problem), tempered(Tempering::kLikelihood, 1.0));

  EXPECT_TRUE(support::same_bits(trained(*map({}, problem), tempered(Tempering::kPosterior)), plain));
  EXPECT_FALSE(support::same_bits(trained(*map({}, problem), tempered(Tempering::kLikelihood)), plain));
  const auto dropped = trained(*mc_dropout({}, problem), tempered(Tempering::kLikelihood, 1.0));
  EXPECT_TRUE(
      support::same_bits(trained(*mc_dropout({}, problem), tempered(Tempering::kPosterior)), dropped));
}

TEST(Tempering, GivenATemperedPosteriorWhenAnEpochIsReportedThenItsLossHasTheEntropyByTheTemperature) {
  ThreadPool pool(1);
  support::Recorder recorder;
  auto training = support::small_training(pool, recorder);
  training.options.tempering = Tempering::kPosterior;
  training.options.temperature = kTemperature;
  training.options.batch_size = 20;  // an epoch is a step, which reports what it started from
  training.options.epochs = 1;
  const auto method = bayes_by_backprop({}, support::small_problem());
  double entropy = 0.0;
  for (const auto& moments : method->weight_moments()) {
    entropy += (moments.sd.log() + 0.5 * std::log(2 * M_PI * M_E)).sum().item<double>();
  }

  method->fit(training);

  const auto& epoch = recorder.epochs.at(0);
  EXPECT_NEAR(epoch.train_loss, epoch.train_nll + (epoch.kl + (1 - kTemperature) * entropy) / 20.0, 1e-4);
}

TEST(Tempering, GivenWhatCannotBeTemperedWhenTrainedThenErrorSaysWhatCan) {
  ThreadPool pool(1);
  support::Recorder recorder;
  auto training = support::small_training(pool, recorder);
  training.options.tempering = Tempering::kPosterior;
  training.options.temperature = kTemperature;
  auto problem = support::small_problem();
  problem.prior = HorseshoePrior().ptr();

  try {
    bayes_by_backprop({}, problem)->fit(training);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.where, "training.tempering");
    EXPECT_NE(error.fix.find("horseshoe"), std::string::npos) << error.fix;
  }
  training.options.free_nats = 0.1;
  EXPECT_THROW(bayes_by_backprop({}, support::small_problem())->fit(training), Error);
  training.options.temperature = 1.0;  // Bayes, under either name
  EXPECT_NO_THROW(bayes_by_backprop({}, problem)->fit(training));
}

}  // namespace
}  // namespace bayes

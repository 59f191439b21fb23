#include "bayes/prediction/prior_logits.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <functional>

#include "bayes/core/error.h"
#include "bayes/priors/empirical_gaussian.h"
#include "bayes/priors/flat.h"
#include "bayes/priors/gaussian.h"
#include "bayes/priors/scaled_gaussian.h"
#include "models/mlp.h"
#include "tests/support/small_training.h"

namespace bayes {
namespace {

TEST(PriorLogits, GivenALinearModelWhenDrawnThenLogitsHaveTheVarianceOfTheSum) {
  ThreadPool pool(2);
  const auto linear = models::mlp({std::vector<std::int64_t>{}}, {1, 2, 2, 3});
  const auto images = torch::tensor({1.0f, -2.0f, 0.5f, 3.0f}).view({1, 1, 2, 2});
  constexpr std::int64_t kDraws = 20000;

  const auto logits =
      prior_logits(linear, *GaussianPrior(GaussianPriorOptions{0.1, 0.3}), images, kDraws, 4, pool);

  // By hand: sum of x is 2.5 and of x^2 14.25; with the bias, mean 0.1 * 3.5 and variance 0.09 * 15.25.
  const double variance = 0.09 * 15.25;
  EXPECT_EQ(logits.sizes(), (std::vector<std::int64_t>{kDraws, 1, 3}));
  for (std::int64_t c = 0; c < 3; ++c) {
    const auto of_class = logits.select(2, c);
    EXPECT_NEAR(of_class.mean().item<double>(), 0.35, 5 * std::sqrt(variance / kDraws));
    EXPECT_NEAR(of_class.var().item<double>(), variance, 5 * variance * std::sqrt(2.0 / kDraws));
  }
}

TEST(PriorLogits, GivenMoreDrawsOrThreadsWhenDrawnThenTheFirstStayTheSameBits) {
  const auto problem = support::small_problem();
  const auto images = support::bright_pixels(5).inputs;
  ThreadPool one(1), three(3);

  const auto few = prior_logits(problem.architecture, *ScaledGaussianPrior(), images, 4, 9, one);
  const auto many = prior_logits(problem.architecture, *ScaledGaussianPrior(), images, 10, 9, three);
  const auto other = prior_logits(problem.architecture, *ScaledGaussianPrior(), images, 4, 10, one);

  EXPECT_TRUE(torch::equal(few, many.narrow(0, 0, 4)));
  EXPECT_FALSE(torch::equal(few, other));
  EXPECT_FALSE(torch::equal(few[0], few[1]));
}

TEST(PriorLogits, GivenSomeoneToTellWhenDrawnThenEachDrawIsToldOnceAndMayBeTheLast) {
  const auto problem = support::small_problem();
  const auto images = support::bright_pixels(5).inputs;
  ThreadPool pool(3);
  std::atomic<int> told{0};
  const auto draw = [&](const std::function<void()>& drawn) {
    return prior_logits(problem.architecture, *ScaledGaussianPrior(), images, 10, 9, pool, drawn);
  };

  draw([&] { ++told; });

  EXPECT_EQ(told, 10);
  EXPECT_THROW(draw([] { throw Error("enough", "", ""); }), Error);
}

TEST(PriorLogits, GivenAPriorWithoutDrawsWhenAskedThenErrorIsThrown) {
  const auto problem = support::small_problem();
  const auto images = support::bright_pixels(2).inputs;
  ThreadPool pool(2);

  EXPECT_THROW(prior_logits(problem.architecture, *FlatPrior(), images, 3, 0, pool), Error);
  EXPECT_THROW(prior_logits(problem.architecture, *EmpiricalGaussianPrior(), images, 3, 0, pool), Error);
}

TEST(PriorLogits, GivenNoDrawsWhenAskedThenErrorIsThrown) {
  ThreadPool pool(1);

  EXPECT_THROW(prior_logits(support::small_problem().architecture, *ScaledGaussianPrior(),
                            support::bright_pixels(2).inputs, 0, 0, pool),
               Error);
}

}  // namespace
}  // namespace bayes

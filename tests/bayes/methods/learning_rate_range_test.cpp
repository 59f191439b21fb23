#include "bayes/methods/learning_rate_range.h"

#include <gtest/gtest.h>

#include <cmath>

#include "bayes/optimizers/one_moment_optimizers.h"
#include "tests/conformance/all_methods.h"
#include "tests/experiments/files/fault_of.h"
#include "tests/support/small_training.h"

namespace bayes {
namespace {

// A hundred steps from 1e-6 to 1; the loss is flat to 1e-4, falls to its lowest at 1e-2 and rises from there.
LearningRateRange synthetic(const LearningRateRangeOptions& options) {
  LearningRateRange range;
  for (std::int64_t i = 0; i < options.steps; ++i) {
    const double decade = -6.0 + 6.0 * static_cast<double>(i) / static_cast<double>(options.steps - 1);
    const double loss = decade < -4.0   ? 2.0
                        : decade < -2.0 ? 1.25 + 0.75 * std::cos(M_PI * (decade + 4.0) / 2.0)
                                        : 0.5 + 2.0 * (decade + 2.0);
    range.points.push_back({std::pow(10.0, decade), loss, 0.0});
  }
  return range;
}

// By hand: half a cosine from -4 to -2 is steepest in its middle, at -3; lowest at -2.
TEST(LearningRateRange, GivenALossThatFallsAndRisesWhenJudgedThenBothSuggestionsAreThoseByHand) {
  const LearningRateRangeOptions options{1e-6, 1.0, 101, /*smoothing=*/0.0, 4.0};
  auto range = synthetic(options);

  judge_learning_rates(options, range);

  ASSERT_TRUE(range.steepest && range.tenth_of_lowest);
  EXPECT_NEAR(std::log10(*range.steepest), -3.0, 0.061);  // a step
  EXPECT_NEAR(std::log10(*range.tenth_of_lowest), -3.0, 0.061);
}

TEST(LearningRateRange, GivenALossThatOnlyRisesWhenJudgedThenNothingIsSuggested) {
  const LearningRateRangeOptions options{1e-6, 1.0, 30, 0.9, 4.0};
  LearningRateRange range;
  for (int i = 0; i < 30; ++i) range.points.push_back({std::pow(10.0, -6.0 + 0.2 * i), 1.0 + i, 0.0});

  judge_learning_rates(options, range);

  EXPECT_FALSE(range.steepest);
  EXPECT_FALSE(range.tenth_of_lowest);
}

// By hand: 0.5, 0.5 * 0.5 + 0.5 * 2 = 1.25 … over 1 - 0.5^n.
TEST(LearningRateRange, GivenLossesWhenSmoothedThenTheBiasIsCorrected) {
  const LearningRateRangeOptions options{1e-6, 1.0, 20, 0.5, 4.0};
  LearningRateRange range;
  range.points = {{1e-6, 1.0, 0.0}, {2e-6, 2.0, 0.0}};

  judge_learning_rates(options, range);

  EXPECT_DOUBLE_EQ(range.points[0].smoothed, 1.0);
  EXPECT_DOUBLE_EQ(range.points[1].smoothed, 1.25 / 0.75);
}

class LearningRateRangeOf : public testing::TestWithParam<NamedMethod> {};
INSTANTIATE_TEST_SUITE_P(All, LearningRateRangeOf, testing::ValuesIn(all_methods()), name_of);

TEST_P(LearningRateRangeOf, GivenAMethodWhenTestedThenTheLossFallsThenDivergesAndASuggestionLiesBetween) {
  ThreadPool pool(2);
  support::Recorder recorder;
  auto training = support::small_training(pool, recorder);
  training.train = support::bright_pixels(240);
  training.options.batch_size = 40;
  training.options.warmup_epochs = 3.0;  // both would hide the rate, and are left out
  training.options.ema_decay = 0.9;
  training.optimizer = sgd({0.3, 0.9, 0.0});
  const LearningRateRangeOptions options{1e-5, 1e4, 100, 0.8, 4.0};
  const auto method = GetParam().make(support::small_problem());

  const auto range = learning_rate_range(*method, training, options);

  EXPECT_TRUE(range.diverged);
  EXPECT_LT(range.points.size(), 100u);
  EXPECT_EQ(range.points[0].learning_rate, 1e-5);
  EXPECT_NEAR(range.points[11].learning_rate / 1e-4, 1.0, 1e-9);  // 9 decades in 99 steps
  ASSERT_TRUE(range.steepest);
  EXPECT_GT(*range.steepest, 1e-4);
  EXPECT_LT(*range.steepest, range.points.back().learning_rate);
}

TEST(LearningRateRange, GivenAPlainNetworkWhenTestedThenEachStepIsTakenAtItsRate) {
  ThreadPool pool(1);
  support::Recorder recorder;
  auto training = support::small_training(pool, recorder);
  training.options.batch_size = 20;
  training.optimizer = sgd({0.3, 0.0, 0.0});
  const LearningRateRangeOptions options{1e-3, 1e-1, 20, 0.0, 1e9};

  const auto range = learning_rate_range(*all_methods()[0].make(support::small_problem()), training, options);

  // The same by hand: twenty epochs of one step whose schedule grows by the same factor.
  support::Recorder expected;
  auto grown = support::small_training(pool, expected);
  grown.options.batch_size = 20;
  grown.options.epochs = 20;
  grown.optimizer = sgd({1.0, 0.0, 0.0});
  grown.schedule = [](const TrainingStage& stage) {
    return 1e-3 * std::pow(100.0, stage.progress * 20 / 19);
  };
  all_methods()[0].make(support::small_problem())->fit(grown);
  ASSERT_EQ(range.points.size(), 20u);
  EXPECT_FALSE(range.diverged);
  for (std::size_t i = 0; i < 20; ++i) EXPECT_NEAR(range.points[i].loss, expected.steps[i].nll, 1e-5) << i;
}

TEST(LearningRateRange, GivenAStopWhenTestedThenItEndsThere) {
  ThreadPool pool(1);
  support::Recorder recorder(/*stop_after=*/5);

  const auto range = learning_rate_range(*all_methods()[0].make(support::small_problem()),
                                         support::small_training(pool, recorder), LearningRateRangeOptions{});

  EXPECT_EQ(range.points.size(), 5u);
  EXPECT_FALSE(range.diverged);
}

TEST(LearningRateRange, GivenALowestRateAboveTheHighestWhenTestedThenItRefuses) {
  ThreadPool pool(1);
  support::Recorder recorder;
  const auto method = all_methods()[0].make(support::small_problem());

  EXPECT_EQ(bnn::fault_of([&] {
              learning_rate_range(*method, support::small_training(pool, recorder), {1.0, 0.1, 20, 0.9, 4.0});
            }),
            Fault::kUsage);
}

}  // namespace
}  // namespace bayes

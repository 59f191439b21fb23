#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "bayes/schedules/schedule.h"
#include "tests/conformance/all_methods.h"
#include "tests/support/small_training.h"

// A run that is stopped after any step and resumed in a fresh object ends at the bits of one that was not.
namespace bayes {
namespace {

class ResumedMethods : public testing::TestWithParam<NamedMethod> {
 protected:
  std::unique_ptr<InferenceMethod> fresh() const {
    auto problem = support::small_problem(5);
    problem.likelihood = support::three_classes(/*label_smoothing=*/0.1);
    return GetParam().make(problem);
  }

  // Everything at once: warm-up, a schedule, validation, a small last batch, clipping, smoothing, averaging.
  static Training training(ThreadPool& pool, TrainingObserver& observer) {
    auto training = support::small_training(pool, observer);
    training.options.kl_warmup_epochs = 1.5;
    training.options.clip_norm = 0.5;
    training.options.ema_decay = 0.8;
    training.schedule = cosine_schedule({0.1});
    return training;
  }

  // What follows the validation figures: wrong labels, so that what is learned makes them worse.
  static Training training_that_gets_worse(ThreadPool& pool, TrainingObserver& observer) {
    auto training = support::small_training(pool, observer);
    training.options.epochs = 4;
    training.options.swa_start = 2;
    training.schedule = plateau_schedule({0.5, 1, 0.0, 0.0});
    training.validation.targets = training.validation.targets.add(1).remainder(3);
    return training;
  }

  using MakeTraining = Training (*)(ThreadPool& pool, TrainingObserver& observer);
  void expect_the_same_after_a_stop(MakeTraining training);
};
INSTANTIATE_TEST_SUITE_P(All, ResumedMethods, testing::ValuesIn(all_methods()), name_of);

void expect_same_numbers(const EpochReport& a, const EpochReport& b) {
  EXPECT_EQ(a.member, b.member);
  EXPECT_EQ(a.epoch, b.epoch);
  EXPECT_EQ(a.train_loss, b.train_loss);
  EXPECT_EQ(a.train_nll, b.train_nll);
  EXPECT_EQ(a.kl, b.kl);
  EXPECT_EQ(a.train_figure, b.train_figure);
  EXPECT_EQ(a.validation_nll, b.validation_nll);
  EXPECT_EQ(a.validation_figure, b.validation_figure);
  EXPECT_EQ(a.learning_rate, b.learning_rate);
}

void ResumedMethods::expect_the_same_after_a_stop(MakeTraining training) {
  ThreadPool pool(1), two_threads(2);
  support::Recorder whole;
  const auto uninterrupted = fresh();
  ASSERT_TRUE(uninterrupted->fit(training(pool, whole)));

  for (std::size_t stop = 1; stop < whole.steps.size(); ++stop) {
    support::Recorder first_part(stop), second_part;
    const auto stopped = fresh();
    stopped->fit(training(pool, first_part));
    const State checkpoint = support::copy_of(stopped->training_state());
    const auto resumed = fresh();
    resumed->restore_training(checkpoint);
    ASSERT_TRUE(resumed->fit(training(two_threads, second_part)));

    ASSERT_TRUE(support::same_bits(resumed->save(), uninterrupted->save())) << "stopped after step " << stop;
    EXPECT_EQ(first_part.steps.size(), stop);
    EXPECT_EQ(first_part.steps.size() + second_part.steps.size(), whole.steps.size());
    auto epochs = first_part.epochs;
    epochs.insert(epochs.end(), second_part.epochs.begin(), second_part.epochs.end());
    // Members of an ensemble train side by side, and their reports alternate.
    std::stable_sort(epochs.begin(), epochs.end(),
                     [](const auto& a, const auto& b) { return a.member < b.member; });
    ASSERT_EQ(epochs.size(), whole.epochs.size()) << "stopped after step " << stop;
    for (std::size_t i = 0; i < epochs.size(); ++i) expect_same_numbers(epochs[i], whole.epochs[i]);
  }
}

TEST_P(ResumedMethods, GivenAStopAfterAnyStepWhenResumedInAFreshOneThenTheEndIsTheSameToTheBit) {
  expect_the_same_after_a_stop(training);
}

TEST_P(ResumedMethods, GivenAPlateauScheduleAndAnAverageOfEpochsWhenResumedThenTheEndIsTheSameToTheBit) {
  ThreadPool pool(1);
  support::Recorder recorder;
  fresh()->fit(training_that_gets_worse(pool, recorder));
  ASSERT_LT(recorder.epochs.at(3).learning_rate, recorder.epochs.at(0).learning_rate);  // it has dropped

  expect_the_same_after_a_stop(training_that_gets_worse);
}

TEST_P(ResumedMethods, GivenAStateTakenAfterEachEpochWhenResumedThenTheEndIsTheSameToTheBit) {
  ThreadPool pool(1);
  const auto uninterrupted = fresh();
  std::vector<State> checkpoints;
  support::Recorder recorder(
      0, [&] { checkpoints.push_back(support::copy_of(uninterrupted->training_state())); });
  ASSERT_TRUE(uninterrupted->fit(training(pool, recorder)));

  for (const State& checkpoint : checkpoints) {
    support::Recorder rest;
    const auto resumed = fresh();
    resumed->restore_training(checkpoint);
    ASSERT_TRUE(resumed->fit(training(pool, rest)));

    EXPECT_TRUE(support::same_bits(resumed->save(), uninterrupted->save()));
  }
}

TEST_P(ResumedMethods, GivenTheBestEpochBeforeTheStopWhenResumedThenItIsKeptAllTheSame) {
  ThreadPool pool(1);
  support::Recorder whole, first_part(/*stop_after=*/4), second_part;
  // Wrong labels: what is learned makes the validation worse, so that the first epoch is the best.
  const auto training_for_worse = [&](TrainingObserver& observer) {
    auto training = support::small_training(pool, observer);
    training.validation.targets = training.validation.targets.add(1).remainder(3);
    return training;
  };
  const auto uninterrupted = fresh();
  uninterrupted->fit(training_for_worse(whole));
  ASSERT_LT(whole.epochs.at(0).validation_nll, whole.epochs.at(1).validation_nll);
  const auto stopped = fresh();
  stopped->fit(training_for_worse(first_part));
  const auto resumed = fresh();

  resumed->restore_training(support::copy_of(stopped->training_state()));
  resumed->fit(training_for_worse(second_part));

  EXPECT_TRUE(support::same_bits(resumed->save(), uninterrupted->save()));
}

TEST_P(ResumedMethods, GivenARestoredStateWhenAskedForItAgainThenItIsTheSame) {
  ThreadPool pool(1);
  support::Recorder recorder(4);
  const auto stopped = fresh();
  stopped->fit(training(pool, recorder));
  const State checkpoint = support::copy_of(stopped->training_state());
  const auto resumed = fresh();

  resumed->restore_training(checkpoint);

  EXPECT_TRUE(support::same_bits(resumed->training_state(), checkpoint));
}

}  // namespace
}  // namespace bayes

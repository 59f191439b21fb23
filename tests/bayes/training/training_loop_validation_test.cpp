// What training keeps, by the validation split.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <vector>

#include "bayes/layers/families/deterministic_layers.h"
#include "bayes/methods/bayes_by_backprop.h"
#include "bayes/methods/map.h"
#include "bayes/optimizers/one_moment_optimizers.h"
#include "bayes/training/training_loop.h"
#include "tests/support/small_training.h"

namespace bayes {
namespace {

using support::Recorder;
using support::small_problem;

TEST(TrainingLoop, GivenValidationThatGetsWorseWhenTrainedThenTheBestEpochIsKept) {
  ThreadPool pool(1);
  std::unique_ptr<InferenceMethod> method = map({}, small_problem());
  std::vector<State> after_epoch;
  Recorder recorder(0, [&] { after_epoch.push_back(method->save()); });
  auto training = support::small_training(pool, recorder);
  training.options.epochs = 5;
  // Wrong labels: what is learned makes the validation worse.
  training.validation.targets = training.validation.targets.add(1).remainder(3);

  method->fit(training);

  std::size_t best = 0;
  for (std::size_t i = 0; i < 5; ++i) {
    if (recorder.epochs[i].validation_nll < recorder.epochs[best].validation_nll) best = i;
  }
  ASSERT_LT(best, 4u);
  EXPECT_TRUE(support::same_bits(method->save(), after_epoch[best]));
  EXPECT_FALSE(support::same_bits(method->save(), after_epoch[4]));
}

// Wrong labels: what is learned makes the validation worse, so that the earliest epoch is the best.
struct Worsening {
  Worsening()
      : method(bayes_by_backprop({}, small_problem())),
        recorder(0, [&] { after_epoch.push_back(method->save()); }) {}
  void train(const std::function<void(TrainingOptions&)>& change) {
    ThreadPool pool(1);
    auto training = support::small_training(pool, recorder);
    training.options.epochs = 6;
    training.validation.targets = training.validation.targets.add(1).remainder(3);
    change(training.options);
    method->fit(training);
  }

  std::unique_ptr<InferenceMethod> method;
  std::vector<State> after_epoch;
  Recorder recorder;
};

TEST(TrainingLoop, GivenAKlWarmUpWhenTrainedThenItsEpochsAreNotKeptHoweverGood) {
  Worsening run;

  run.train([](auto& options) { options.kl_warmup_epochs = 3.0; });

  // Steps of epochs 1 to 3 are within the warm-up; of the others the first is the best.
  std::size_t best = 3;
  for (std::size_t i = 3; i < 6; ++i) {
    if (run.recorder.epochs[i].validation_nll < run.recorder.epochs[best].validation_nll) best = i;
  }
  ASSERT_LT(run.recorder.epochs[0].validation_nll, run.recorder.epochs[best].validation_nll);
  EXPECT_TRUE(support::same_bits(run.method->save(), run.after_epoch[best]));
  EXPECT_TRUE(run.recorder.last_kept.empty());
}

TEST(TrainingLoop, GivenKlCyclesWhenTrainedThenOnlyEpochsThatEndAtTheFullFactorMayBeKept) {
  Worsening run;

  // Two cycles of 3 epochs, in each of which the factor grows for 2: epochs 3 and 6 end at the full one.
  run.train([](auto& options) {
    options.kl_warmup_epochs = 2.0;
    options.kl_cycles = 2;
  });

  const auto& epochs = run.recorder.epochs;
  const std::size_t best = epochs[2].validation_nll < epochs[5].validation_nll ? 2 : 5;
  EXPECT_TRUE(support::same_bits(run.method->save(), run.after_epoch[best]));
}

TEST(TrainingLoop, GivenAWarmUpAndPatienceWhenTrainedThenPatienceBeginsBehindTheWarmUp) {
  Worsening run;

  run.train([](auto& options) {
    options.epochs = 30;
    options.kl_warmup_epochs = 4.0;
    options.patience = 2;
  });

  EXPECT_GE(run.recorder.epochs.size(), 7u);  // 4 that do not count, a best one, 2 of patience
  EXPECT_LT(run.recorder.epochs.size(), 30u);
}

TEST(TrainingLoop, GivenAWarmUpLongerThanTheTrainingWhenTrainedThenTheLastEpochIsKeptAndThatIsSaid) {
  Worsening run;

  run.train([](auto& options) { options.kl_warmup_epochs = 10.0; });

  EXPECT_TRUE(support::same_bits(run.method->save(), run.after_epoch.at(5)));
  ASSERT_EQ(run.recorder.last_kept.size(), 1u);
  EXPECT_NE(run.recorder.last_kept[0].reason.find("kl_warmup_epochs"), std::string::npos);
}

TEST(TrainingLoop, GivenNoValidationWhenTrainedThenTheLastEpochIsKept) {
  ThreadPool pool(1);
  std::unique_ptr<InferenceMethod> method = map({}, small_problem());
  std::vector<State> after_epoch;
  Recorder recorder(0, [&] { after_epoch.push_back(method->save()); });
  auto training = support::small_training(pool, recorder);
  training.validation = {};

  method->fit(training);

  EXPECT_TRUE(support::same_bits(method->save(), after_epoch.at(1)));
  EXPECT_TRUE(std::isnan(recorder.epochs[0].validation_nll));
  EXPECT_TRUE(std::isnan(recorder.epochs[0].validation_figure));
}

TEST(TrainingLoop, GivenAPlainNetworkWhenValidatedThenItsNumbersAreThoseOfThatNetwork) {
  ThreadPool pool(1);
  Recorder recorder;
  auto training = support::small_training(pool, recorder);
  training.options.epochs = 1;
  const auto method = map({}, small_problem());

  method->fit(training);

  const auto logits = method->sample_logits(training.validation.inputs, {},
                                            torch::arange(training.validation.inputs.size(0)));
  const auto labels = training.validation.targets;
  EXPECT_NEAR(recorder.epochs[0].validation_nll, torch::cross_entropy_loss(logits, labels).item<double>(),
              1e-6);
  EXPECT_NEAR(recorder.epochs[0].validation_figure,
              logits.argmax(1).eq(labels).to(torch::kFloat64).mean().item<double>(), 1e-12);
}

TEST(TrainingLoop, GivenOtherValidationDataWhenTrainedThenTheWeightsOfAnEpochAreTheSame) {
  ThreadPool pool(1);
  std::vector<State> ends;
  for (const int variant : {0, 1, 2}) {
    Recorder recorder;
    auto training = support::small_training(pool, recorder);
    training.options.epochs = 1;
    if (variant == 1) training.validation = support::bright_pixels(30, /*seed=*/9);
    if (variant == 2) training.validation = {};
    const auto method = bayes_by_backprop({}, small_problem());
    method->fit(training);
    ends.push_back(method->save());
  }

  EXPECT_TRUE(support::same_bits(ends[0], ends[1]));
  EXPECT_TRUE(support::same_bits(ends[0], ends[2]));
}

}  // namespace
}  // namespace bayes

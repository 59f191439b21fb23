#include "bayes/training/training_loop.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/layers/families/deterministic_layers.h"
#include "bayes/methods/bayes_by_backprop.h"
#include "bayes/methods/map.h"
#include "bayes/optimizers/one_moment_optimizers.h"
#include "bayes/priors/flat.h"
#include "bayes/schedules/schedule.h"
#include "tests/experiments/files/fault_of.h"
#include "tests/support/small_training.h"

namespace bayes {
namespace {

using support::Recorder;
using support::small_problem;

// Weights that do not move, to the precision of a float, so that the KL is the same in every step.
OptimizerFactory standing_still() { return sgd({1e-30, 0.0, 0.0}); }

std::vector<EpochReport> reports_of(InferenceMethod& method, const TrainingOptions& options,
                                    std::int64_t images, const OptimizerFactory& optimizer) {
  ThreadPool pool(1);
  Recorder recorder;
  auto training = support::small_training(pool, recorder);
  training.train = support::bright_pixels(images);
  training.options = options;
  training.optimizer = optimizer;
  method.fit(training);
  return recorder.epochs;
}

TrainingOptions short_options(std::int64_t epochs, std::int64_t batch_size) {
  TrainingOptions options;
  options.epochs = epochs;
  options.batch_size = batch_size;
  return options;
}

// The KL of Gaussians by its textbook formula, from the moments of the untrained network.
double kl_by_hand(const InferenceMethod& method, double prior_sigma) {
  double kl = 0.0;
  for (const auto& moments : method.weight_moments()) {
    const auto mean = moments.mean.to(torch::kFloat64), sd = moments.sd.to(torch::kFloat64);
    const auto each =
        (prior_sigma / sd).log() + (sd.square() + mean.square()) / (2 * prior_sigma * prior_sigma) - 0.5;
    kl += each.sum().item<double>();
  }
  return kl;
}

TEST(TrainingLoop, GivenAVariationalNetworkWhenTrainedThenTheObjectiveHasTheSummedKlOverTheTrainingImages) {
  for (const std::int64_t images : {6, 24, 30}) {
    const auto method = bayes_by_backprop({}, small_problem(0, /*sigma=*/0.5));
    const double kl = kl_by_hand(*method, 0.5);

    // Batches of 4, so that dividing by their size would show.
    const auto epoch = reports_of(*method, short_options(1, 4), images, standing_still()).at(0);

    EXPECT_NEAR(epoch.kl, kl, 1e-4 * kl);
    EXPECT_NEAR(epoch.train_loss - epoch.train_nll, kl / static_cast<double>(images), 1e-4 * kl / images);
  }
}

TEST(TrainingLoop, GivenAPlainNetworkWhenTrainedThenTheObjectiveHasTheNegativeLogPriorOverTheTrainingImages) {
  const auto method = map({}, small_problem(0, /*sigma=*/0.5));
  double penalty = 0.0;
  for (const auto& moments : method->weight_moments()) {
    const auto squares = moments.mean.to(torch::kFloat64).square().sum().item<double>();
    penalty += squares / (2 * 0.25) +
               static_cast<double>(moments.mean.numel()) * std::log(0.5 * std::sqrt(2 * M_PI));
  }

  const auto epoch = reports_of(*method, short_options(1, 4), 20, standing_still()).at(0);

  EXPECT_NEAR(epoch.kl, penalty, 1e-4 * std::abs(penalty));
  EXPECT_NEAR(epoch.train_loss - epoch.train_nll, penalty / 20, 1e-5);
}

TEST(TrainingLoop, GivenATemperatureWhenTrainedThenItMultipliesTheKlAlone) {
  auto options = short_options(1, 4);
  options.temperature = 0.25;
  const auto method = bayes_by_backprop({}, small_problem());

  const auto cold = reports_of(*method, options, 20, standing_still()).at(0);
  const auto warm =
      reports_of(*bayes_by_backprop({}, small_problem()), short_options(1, 4), 20, standing_still()).at(0);

  EXPECT_NEAR(cold.train_loss - cold.train_nll, 0.25 * cold.kl / 20, 1e-5 * cold.kl);
  EXPECT_EQ(cold.kl, warm.kl);
  EXPECT_EQ(cold.train_nll, warm.train_nll);
}

TEST(TrainingLoop, GivenAWarmUpWhenTrainedThenTheFactorGrowsStepByStepToTheTemperature) {
  auto options = short_options(4, 10);
  options.temperature = 0.5;
  options.kl_warmup_epochs = 2.0;
  const auto method = bayes_by_backprop({}, small_problem());

  const auto epochs = reports_of(*method, options, 20, standing_still());

  // By hand: two steps an epoch; shares 0, 1/4 | 2/4, 3/4 | 1, 1 | 1, 1, of which an epoch's loss has the
  // mean.
  const std::vector<double> shares{0.125, 0.625, 1.0, 1.0};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR((epochs[i].train_loss - epochs[i].train_nll) / epochs[i].kl, 0.5 * shares[i] / 20, 1e-6)
        << "epoch " << i + 1;
  }
}

TEST(TrainingLoop, GivenCyclesWhenTrainedThenTheFactorStartsAgainInEach) {
  auto options = short_options(4, 10);
  options.kl_warmup_epochs = 1.0;
  options.kl_cycles = 2;
  const auto method = bayes_by_backprop({}, small_problem());

  const auto epochs = reports_of(*method, options, 20, standing_still());

  // By hand: two steps an epoch, two epochs a cycle; shares 0, 1/2 | 1, 1 | 0, 1/2 | 1, 1.
  const std::vector<double> shares{0.25, 1.0, 0.25, 1.0};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR((epochs[i].train_loss - epochs[i].train_nll) / epochs[i].kl, shares[i] / 20, 1e-6)
        << "epoch " << i + 1;
  }
}

TEST(TrainingLoop, GivenFreeNatsWhenTrainedThenTheLossCountsTheFloorAndTheKlStaysWhatItIs) {
  auto options = short_options(1, 10);
  const auto plain = reports_of(*bayes_by_backprop({}, small_problem()), options, 20, standing_still()).at(0);
  options.free_nats = 10.0;  // above the KL of every tensor

  const auto free = reports_of(*bayes_by_backprop({}, small_problem()), options, 20, standing_still()).at(0);

  EXPECT_EQ(free.kl, plain.kl);
  EXPECT_NEAR(free.train_loss - free.train_nll, 10.0 * 67 / 20, 1e-4);  // 67 weights, 20 images
}

TEST(TrainingLoop, GivenAnEpochWhenReportedThenTheKlIsThatOfEachTensorAddedUp) {
  for (const auto& method : {bayes_by_backprop({}, small_problem()), map({}, small_problem())}) {
    const auto epoch = reports_of(*method, short_options(1, 10), 20, standing_still()).at(0);
    const auto moments = method->weight_moments();

    ASSERT_EQ(epoch.kl_by_tensor.size(), moments.size());
    double sum = 0.0;
    for (std::size_t i = 0; i < moments.size(); ++i) {
      EXPECT_EQ(epoch.kl_by_tensor[i].name, moments[i].name);
      EXPECT_EQ(epoch.kl_by_tensor[i].kl, moments[i].kl);  // nothing moved
      sum += moments[i].kl;
    }
    EXPECT_DOUBLE_EQ(epoch.kl, sum);
  }
}

// The losses of single images under fixed weights, in the order in which two epochs go through them: that of
// an image is its name.
std::vector<double> losses_in_order(std::uint64_t seed) {
  ThreadPool pool(1);
  Recorder recorder;
  auto training = support::small_training(pool, recorder);
  training.options.batch_size = 1;
  training.optimizer = standing_still();
  torch::manual_seed(1);
  const auto network = small_problem().architecture(std::make_shared<DeterministicLayers>());
  TrainingLoop(network, FlatPrior().ptr(), support::three_classes(), seed).run(training);
  std::vector<double> losses;
  for (const auto& step : recorder.steps) losses.push_back(step.nll);
  return losses;
}

TEST(TrainingLoop, GivenTwoEpochsWhenTrainedThenEachShowsEveryImageOnceInAnotherOrder) {
  const auto losses = losses_in_order(/*seed=*/1);

  ASSERT_EQ(losses.size(), 40u);
  std::vector<double> first(losses.begin(), losses.begin() + 20), second(losses.begin() + 20, losses.end());
  EXPECT_NE(first, second);
  std::sort(first.begin(), first.end());
  std::sort(second.begin(), second.end());
  EXPECT_EQ(first, second);
  EXPECT_EQ(std::adjacent_find(first.begin(), first.end()), first.end());  // twenty images, none twice
}

TEST(TrainingLoop, GivenAnotherSeedWhenTrainedThenTheOrderIsAnother) {
  EXPECT_EQ(losses_in_order(1), losses_in_order(1));
  EXPECT_NE(losses_in_order(1), losses_in_order(2));
}

TEST(TrainingLoop, GivenASmallLastBatchWhenTrainedThenTheEpochsNumbersAreMeansOverImages) {
  const auto method = map({}, {small_problem().architecture, FlatPrior().ptr(), support::three_classes(), 0});
  const auto data = support::bright_pixels(10);
  const auto logits = method->sample_logits(data.inputs, {}, torch::arange(data.inputs.size(0)));
  const double nll = torch::cross_entropy_loss(logits, data.targets).item<double>();
  const double accuracy = logits.argmax(1).eq(data.targets).to(torch::kFloat64).mean().item<double>();

  const auto epoch = reports_of(*method, short_options(1, 8), 10, standing_still()).at(0);

  EXPECT_NEAR(epoch.train_nll, nll, 1e-6);
  EXPECT_NEAR(epoch.train_loss, nll, 1e-6);
  EXPECT_NEAR(epoch.train_figure, accuracy, 1e-12);
}

TEST(TrainingLoop, GivenAScheduleWhenTrainedThenItIsAskedForTheShareOfStepsDone) {
  ThreadPool pool(1);
  Recorder recorder;
  auto training = support::small_training(pool, recorder);
  training.optimizer = sgd({0.5, 0.0, 0.0});
  std::vector<double> asked;
  training.schedule = [&](const TrainingStage& stage) {
    asked.push_back(stage.progress);
    return 1.0 - stage.progress;
  };
  const auto method = map({}, small_problem());

  method->fit(training);

  // Three steps an epoch; after each epoch its report asks once more.
  const std::vector<double> expected{0.0, 1 / 6., 2 / 6., 3 / 6., 3 / 6., 4 / 6., 5 / 6., 1.0};
  ASSERT_EQ(asked.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_DOUBLE_EQ(asked[i], expected[i]);
  EXPECT_DOUBLE_EQ(recorder.epochs[0].learning_rate, 0.25);
}

TEST(TrainingLoop, GivenAScheduleWhenTrainedThenItSeesTheValidationFiguresOfTheEpochsDone) {
  ThreadPool pool(1);
  Recorder recorder;
  auto training = support::small_training(pool, recorder);
  std::vector<std::vector<double>> seen;
  training.schedule = [&](const TrainingStage& stage) {
    seen.push_back(stage.validation_nll.value());
    return 1.0;
  };

  map({}, small_problem())->fit(training);

  ASSERT_EQ(seen.size(), 8u);  // three steps and a report an epoch
  EXPECT_TRUE(seen[3].empty());
  EXPECT_EQ(seen[7], std::vector<double>{recorder.epochs[0].validation_nll});
}

TEST(TrainingLoop, GivenAPlateauWhenTrainedThenTheRateDropsAfterItsEpochs) {
  ThreadPool pool(1);
  Recorder recorder;
  auto training = support::small_training(pool, recorder);  // learning rate 0.05
  training.options.epochs = 5;
  training.schedule = plateau_schedule({0.5, 2, 0.0, 0.0});
  training.validation.targets = training.validation.targets.add(1).remainder(3);  // learning makes it worse

  map({}, small_problem())->fit(training);

  for (std::size_t i = 1; i < 5; ++i)
    ASSERT_GT(recorder.epochs[i].validation_nll, recorder.epochs[0].validation_nll);
  const std::vector<double> expected{0.05, 0.05, 0.05, 0.025, 0.025};  // epochs 2 and 3 are worse: a drop
  for (std::size_t i = 0; i < 5; ++i) EXPECT_DOUBLE_EQ(recorder.epochs[i].learning_rate, expected[i]) << i;
}

TEST(TrainingLoop, GivenAPlateauScheduleAndNoValidationWhenTrainedThenItRefusesBeforeTheFirstStep) {
  ThreadPool pool(1);
  Recorder recorder;
  auto training = support::small_training(pool, recorder);
  training.schedule = plateau_schedule({});
  training.validation = {};
  const std::unique_ptr<InferenceMethod> method = map({}, small_problem());
  const State before = method->save();

  EXPECT_EQ(bnn::fault_of([&] { method->fit(training); }), Fault::kUsage);

  EXPECT_TRUE(support::same_bits(method->save(), before));
}

TEST(TrainingLoop, GivenSmoothedLabelsWhenTrainedThenTheNllIsTheLabelsAndTheLossTheSmoothedOnes) {
  Problem problem{small_problem().architecture, FlatPrior().ptr(), support::three_classes(), 0};
  const auto data = support::bright_pixels(20);
  const auto logits = map({}, problem)->sample_logits(data.inputs, {}, torch::arange(data.inputs.size(0)));
  problem.likelihood = support::three_classes(/*label_smoothing=*/0.2);

  const auto epoch = reports_of(*map({}, problem), short_options(1, 8), 20, standing_still()).at(0);

  EXPECT_NEAR(epoch.train_nll, torch::cross_entropy_loss(logits, data.targets).item<double>(), 1e-6);
  const auto smoothed =
      torch::cross_entropy_loss(logits, data.targets, /*weight=*/{}, at::Reduction::Mean, -100, 0.2);
  EXPECT_NEAR(epoch.train_loss, smoothed.item<double>(), 1e-6);
}

TEST(TrainingLoop, GivenARunWhenObservedThenEveryStepAndEpochIsReportedOnce) {
  ThreadPool pool(1);
  Recorder recorder;
  const auto method = map({}, small_problem());

  const bool finished = method->fit(support::small_training(pool, recorder));

  EXPECT_TRUE(finished);
  ASSERT_EQ(recorder.steps.size(), 6u);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(recorder.steps[i].step, static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(recorder.steps[i].steps, 6);
  }
  ASSERT_EQ(recorder.epochs.size(), 2u);
  EXPECT_EQ(recorder.epochs[1].epoch, 2);
}

TEST(TrainingLoop, GivenPatienceWhenValidationGetsWorseThenItEndsWithTheBestEpoch) {
  ThreadPool pool(1);
  support::Recorder recorder;
  auto training = support::small_training(pool, recorder);
  training.options.epochs = 50;
  training.options.patience = 2;
  training.validation.targets = (training.validation.targets + 1).remainder(3);  // learning makes it worse

  const auto method = map({}, support::small_problem());
  ASSERT_TRUE(method->fit(training));

  // The best epoch, and two more.
  std::size_t best = 0;
  for (std::size_t i = 0; i < recorder.epochs.size(); ++i) {
    if (recorder.epochs[i].validation_nll < recorder.epochs[best].validation_nll) best = i;
  }
  EXPECT_EQ(recorder.epochs.size(), best + 3);
}

TEST(TrainingLoop, GivenAWarmUpOfTheRateWhenTrainedThenItGrowsStepByStep) {
  ThreadPool pool(1);
  support::Recorder recorder;
  auto training = support::small_training(pool, recorder);  // 3 steps an epoch, learning rate 0.05
  training.options.epochs = 4;
  training.options.warmup_epochs = 2.0;

  map({}, support::small_problem())->fit(training);

  // by hand: as it would be for the step after the epoch's last, of 6 of warm-up
  const std::vector<double> expected{0.05 * 4 / 6, 0.05, 0.05, 0.05};
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(recorder.epochs[i].learning_rate, expected[i], 1e-12);
}

}  // namespace
}  // namespace bayes

#include "bayes/training/weight_average.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "bayes/core/error.h"
#include "bayes/methods/bayes_by_backprop.h"
#include "bayes/methods/map.h"
#include "tests/experiments/files/fault_of.h"
#include "tests/support/small_training.h"

namespace bayes {
namespace {

TrainingOptions averaged(double ema_decay, std::int64_t swa_start) {
  TrainingOptions options;
  options.ema_decay = ema_decay;
  options.swa_start = swa_start;
  return options;
}

// One step an epoch, so that the weights after every step can be asked for.
struct OneStepEpochs {
  ThreadPool pool{1};
  std::unique_ptr<InferenceMethod> method;
  std::vector<State> after_epoch;
  support::Recorder recorder{0, [this] { after_epoch.push_back(method->save()); }};

  Training training(const TrainingOptions& averaging) {
    auto training = support::small_training(pool, recorder);
    training.options = averaging;
    training.options.epochs = 4;
    training.options.batch_size = 20;
    return training;
  }
};

// By hand: factors 0.9^3, 0.9^2, 0.9, 1 over their sum.
TEST(ShareInAverage, GivenAnEmaWhenAskedThenTheFactorsAreThoseOfTheCorrectedMean) {
  double average = 0.0, sum = 0.0, of_factors = 0.0;
  const std::vector<double> values{3.0, -1.0, 4.0, 1.5};

  for (std::size_t step = 1; step <= values.size(); ++step) {
    const double share = share_in_average(averaged(0.9, 0), static_cast<std::int64_t>(step), 10);
    average += share * (values[step - 1] - average);
    sum = 0.9 * sum + values[step - 1];
    of_factors = 0.9 * of_factors + 1.0;
    EXPECT_NEAR(average, sum / of_factors, 1e-14) << step;
  }
}

TEST(ShareInAverage, GivenAStartWhenAskedThenOnlyEndsOfEpochsFromThereOnCountAndAllTheSame) {
  const auto options = averaged(0.0, 2);
  for (std::int64_t step = 1; step <= 12; ++step) {
    const double expected = step == 6 ? 1.0 : step == 9 ? 1.0 / 2 : step == 12 ? 1.0 / 3 : 0.0;
    EXPECT_DOUBLE_EQ(share_in_average(options, step, /*steps_per_epoch=*/3), expected) << step;
  }
}

TEST(ShareInAverage, GivenNeitherWhenAskedThenItIsZero) {
  EXPECT_EQ(share_in_average({}, 3, 3), 0.0);
  EXPECT_FALSE(averages_weights({}));
}

TEST(RequireOneAverage, GivenBothOrAStartAfterTheEndWhenAskedThenItRefuses) {
  EXPECT_EQ(bnn::fault_of([] { require_one_average(averaged(0.9, 2)); }), Fault::kUsage);
  EXPECT_EQ(bnn::fault_of([] { require_one_average(averaged(0.0, 11)); }), Fault::kUsage);  // of 10 epochs
  EXPECT_NO_THROW(require_one_average(averaged(0.0, 10)));
  EXPECT_NO_THROW(require_one_average(averaged(0.9, 0)));
}

TEST(WeightAverage, GivenAnAverageWhenSwappedTwiceThenBothAreAsBeforeToTheBit) {
  const NamedParameters parameters{{"weight", torch::randn({5, 7})}};
  WeightAverage average(parameters);
  average.add(1.0);
  const auto first = parameters[0].second.clone();
  parameters[0].second.add_(1.0);
  const auto second = parameters[0].second.clone();

  average.swap();
  EXPECT_TRUE(parameters[0].second.equal(first));
  average.swap();

  EXPECT_TRUE(parameters[0].second.equal(second));
  EXPECT_TRUE(average.state().at("weight").equal(first));
}

TEST(WeightAverage, GivenAStateOfAnotherShapeWhenRestoredThenItRefuses) {
  WeightAverage average({{"weight", torch::randn({5, 7})}});

  EXPECT_EQ(bnn::fault_of([&] { average.restore({{"weight", torch::zeros({7, 5})}}); }), Fault::kData);
  average.restore({});
  EXPECT_TRUE(average.empty());
}

TEST(WeightAverage, GivenAStartWhenAPlainNetworkIsTrainedThenTheMeanOfTheEpochsEndsIsKept) {
  OneStepEpochs run;
  run.method = map({}, support::small_problem());
  auto training = run.training(averaged(0.0, 2));
  training.validation = {};

  run.method->fit(training);

  for (const auto& [name, kept] : run.method->save()) {
    const auto mean =
        (run.after_epoch[1].at(name) + run.after_epoch[2].at(name) + run.after_epoch[3].at(name)) / 3;
    EXPECT_LT((kept - mean).abs().max().item<double>(), 1e-6) << name;
  }
}

TEST(WeightAverage, GivenAnEmaWhenAPosteriorIsTrainedThenTheMeanOfMuAndOfRhoIsKept) {
  OneStepEpochs run;
  run.method = bayes_by_backprop({}, support::small_problem());
  auto training = run.training(averaged(0.5, 0));
  training.validation = {};

  run.method->fit(training);

  int rhos = 0;
  for (const auto& [name, kept] : run.method->save()) {
    if (name.find("prior") != std::string::npos) continue;
    rhos += name.find("rho") != std::string::npos ? 1 : 0;
    const auto& w = run.after_epoch;
    const auto mean = (w[0].at(name) + 2 * w[1].at(name) + 4 * w[2].at(name) + 8 * w[3].at(name)) / 15;
    EXPECT_LT((kept - mean).abs().max().item<double>(), 1e-6) << name;
  }
  EXPECT_GT(rhos, 0);
}

TEST(WeightAverage, GivenAnAverageWhenTrainedThenTheWeightsThatTrainingGoesOnFromAreThoseWithoutOne) {
  OneStepEpochs with, without;
  with.method = bayes_by_backprop({}, support::small_problem());
  without.method = bayes_by_backprop({}, support::small_problem());

  with.method->fit(with.training(averaged(0.9, 0)));
  without.method->fit(without.training({}));

  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_TRUE(support::same_bits(with.after_epoch[i], without.after_epoch[i])) << i;
}

TEST(WeightAverage, GivenValidationWhenTrainedThenTheAverageIsWhatIsMeasuredAndKept) {
  OneStepEpochs run;
  run.method = map({}, support::small_problem());
  const auto training = run.training(averaged(0.0, 3));

  run.method->fit(training);

  const auto nll_of = [&](const State& state) {
    const std::unique_ptr<InferenceMethod> method = map({}, support::small_problem());
    method->load(state);
    const auto logits = method->sample_logits(training.validation.inputs, {},
                                              torch::arange(training.validation.inputs.size(0)));
    return torch::cross_entropy_loss(logits, training.validation.targets).item<double>();
  };
  State mean = support::copy_of(run.after_epoch[3]);
  for (auto& [name, value] : mean) value.add_(run.after_epoch[2].at(name)).div_(2);
  const auto& epochs = run.recorder.epochs;
  EXPECT_NEAR(epochs[1].validation_nll, nll_of(run.after_epoch[1]), 1e-6);  // no average yet
  EXPECT_NEAR(epochs[2].validation_nll, nll_of(run.after_epoch[2]), 1e-6);  // of one
  EXPECT_NEAR(epochs[3].validation_nll, nll_of(mean), 1e-6);
  ASSERT_LT(epochs[3].validation_nll, epochs[2].validation_nll);
  EXPECT_NEAR(nll_of(run.method->save()), epochs[3].validation_nll, 1e-6);
}

TEST(WeightAverage, GivenAStartAfterTheBestEpochWhenTrainedThenAnEpochBeforeItIsNotKept) {
  OneStepEpochs run;
  run.method = map({}, support::small_problem());
  auto training = run.training(averaged(0.0, 3));
  training.options.patience = 1;
  training.validation.targets = training.validation.targets.add(1).remainder(3);  // learning makes it worse

  run.method->fit(training);

  ASSERT_EQ(run.recorder.epochs.size(), 4u);  // patience begins with the average
  ASSERT_LT(run.recorder.epochs[0].validation_nll, run.recorder.epochs[2].validation_nll);
  EXPECT_TRUE(support::same_bits(run.method->save(), run.after_epoch[2]));
}

}  // namespace
}  // namespace bayes

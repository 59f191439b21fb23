#include "experiments/run/time_ahead.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "models/resnet.h"
#include "tests/conformance/all_methods.h"
#include "tests/support/small_training.h"

namespace bnn {
namespace {

Splits tested_on(const bayes::Examples& examples) {
  Splits splits;
  for (auto* set : {&splits.test, &splits.validation}) {
    set->inputs = examples.inputs;
    set->targets = examples.targets;
    set->keys = torch::arange(examples.size(), torch::kInt64);
  }
  return splits;
}

std::unique_ptr<bayes::InferenceMethod> small_dropout() {
  return bayes::mc_dropout({0.1, bayes::DropoutUnit::kElement}, support::small_problem());
}

TEST(TimeAhead, GivenAnyMethodWhenItsTimeIsMeasuredThenItTrainsToTheSameBits) {
  const auto splits = tested_on(support::bright_pixels(20));
  const auto config = default_experiment({"evaluation.samples=5"});
  bayes::ThreadPool pool(1);
  support::Recorder first, second;

  for (const auto& named : bayes::all_methods()) {
    const auto measured = named.make(support::small_problem(5)),
               alone = named.make(support::small_problem(5));

    const auto ahead = time_ahead(*measured, splits, config, /*threads=*/1);
    ASSERT_TRUE(measured->fit(support::small_training(pool, first))) << named.name;
    ASSERT_TRUE(alone->fit(support::small_training(pool, second))) << named.name;

    EXPECT_GT(ahead.evaluation, 0.0) << named.name;
    EXPECT_GT(ahead.validation, 0.0) << named.name;
    EXPECT_TRUE(support::same_bits(measured->save(), alone->save())) << named.name;
  }
}

// Statistics of batches would change in training mode.
TEST(TimeAhead, GivenBatchNormalisationWhenMeasuredThenItsStatisticsStay) {
  const auto images = torch::rand({6, 1, 8, 8}, at::detail::createCPUGenerator(3));
  const auto splits = tested_on({images, torch::arange(6, torch::kInt64).remainder(3)});
  auto problem = support::small_problem();
  problem.architecture = models::resnet({1, 2}, {1, 8, 8, 3});
  const auto method = bayes::mc_dropout({0.1, bayes::DropoutUnit::kElement}, problem);
  const auto before = method->save();

  time_ahead(*method, splits, default_experiment({}), /*threads=*/1);

  EXPECT_TRUE(support::same_bits(method->save(), before));
}

TEST(TimeAhead, GivenAMillionDrawsWhenMeasuredThenTheEvaluationIsLonger) {
  const auto splits = tested_on(support::bright_pixels(20));

  const auto few = time_ahead(*small_dropout(), splits, default_experiment({"evaluation.samples=2"}), 1);
  const auto many =
      time_ahead(*small_dropout(), splits, default_experiment({"evaluation.samples=1000000"}), 1);

  EXPECT_GT(many.evaluation, 100 * few.evaluation);
}

TEST(TimeAhead, GivenNoValidationImagesOrPatienceWhenMeasuredThenTheEstimateSaysSo) {
  auto splits = tested_on(support::bright_pixels(20));

  const auto patient =
      time_ahead(*small_dropout(), splits, default_experiment({"training.patience=2"}), /*threads=*/1);
  splits.validation = {};
  const auto without = time_ahead(*small_dropout(), splits, default_experiment({}), /*threads=*/1);

  EXPECT_TRUE(patient.may_be_less);
  EXPECT_FALSE(without.may_be_less);
  EXPECT_EQ(without.validation, 0.0);
}

TEST(TimeAhead, GivenSecondsWhenWrittenThenTheyAreAsExactAsAnEstimateIs) {
  for (const auto& [seconds, text] : std::vector<std::pair<double, std::string>>{{0.02, "1 s"},
                                                                                 {40.4, "40 s"},
                                                                                 {59.6, "1 min"},
                                                                                 {203.0, "3 min 20 s"},
                                                                                 {597.0, "10 min"},
                                                                                 {781.0, "13 min"},
                                                                                 {3590.0, "1 h"},
                                                                                 {9500.0, "2 h 40 min"},
                                                                                 {100000.0, "1 d 4 h"}}) {
    EXPECT_EQ(as_duration(seconds), text);
  }
}

}  // namespace
}  // namespace bnn

#include "experiments/describe/combinations.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "experiments/config/experiment_config.h"
#include "tests/support/small_training.h"

namespace bnn {
namespace {

std::vector<Choice> choices_at(const std::string& place) {
  for (const auto& kind : kinds()) {
    if (kind.place == place) return choices_of(kind);
  }
  return {};
}

// Two epochs on a network of 67 weights, and all that a run does with a fitted method.
void train_and_use(const ExperimentConfig& config, bayes::ThreadPool& pool) {
  auto problem = support::small_problem();
  problem.prior = config.model.prior.make();
  const auto method = config.method.make(problem);
  support::Recorder recorder;
  auto training = support::small_training(pool, recorder);
  training.optimizer = config.training.optimizer.make();
  training.schedule = config.training.schedule.make();

  ASSERT_TRUE(method->fit(training));

  const auto images = support::bright_pixels(5).inputs;
  const auto logits =
      method->sample_logits(images, {0, bayes::Stream::kPrediction, 0, 0}, torch::arange(images.size(0)));
  EXPECT_TRUE(logits.isfinite().all().item<bool>());
  std::vector<std::vector<torch::Tensor>> masks;
  for (const auto& network : method->moments_by_network()) {
    masks.emplace_back();
    for (const auto& tensor : network) masks.back().push_back(tensor.mean > 0);
  }
  EXPECT_NO_THROW(method->pruned(masks));
  const auto copy = config.method.make(problem);
  EXPECT_NO_THROW(copy->load(method->save()));
}

TEST(Combinations, GivenWhatCheckTakesWhenTrainedThenItWorks) {
  bayes::ThreadPool pool(2);
  int trained = 0, refused = 0;

  for (const auto& method : choices_at("method.name")) {
    for (const auto& prior : choices_at("model.prior.name")) {
      for (const auto& optimizer : choices_at("training.optimizer.name")) {
        for (const auto& schedule : choices_at("training.schedule.name")) {
          std::vector<std::string> overrides;
          std::string label;
          for (const auto* choice : {&method, &prior, &optimizer, &schedule}) {
            overrides.insert(overrides.end(), choice->overrides.begin(), choice->overrides.end());
            label += choice->label + "; ";
          }
          SCOPED_TRACE(label);
          if (!refusal(overrides).empty()) {
            ++refused;
            continue;
          }
          ++trained;
          ASSERT_NO_THROW(train_and_use(default_experiment(overrides), pool));
        }
      }
    }
  }

  EXPECT_GE(trained, 500);
  EXPECT_GE(refused, 100);
}

TEST(Combinations, GivenOptionsThatAreNamesWhenChosenThenEveryValueIsAChoice) {
  std::vector<std::string> labels;
  for (const auto& choice : choices_at("method.name")) labels.push_back(choice.label);

  EXPECT_NE(std::find(labels.begin(), labels.end(), "bayes_by_backprop, estimator: flipout, posterior: tied"),
            labels.end());
  EXPECT_NE(std::find(labels.begin(), labels.end(), "map"), labels.end());
}

TEST(Combinations, GivenAFlatPriorUnderAVariationalMethodWhenCheckedThenTheReasonIsGiven) {
  EXPECT_NE(refusal({"method.name=bayes_by_backprop", "model.prior.name=flat"}).find("proper prior"),
            std::string::npos);
  EXPECT_EQ(refusal({"method.name=bayes_by_backprop"}), "");
}

}  // namespace
}  // namespace bnn

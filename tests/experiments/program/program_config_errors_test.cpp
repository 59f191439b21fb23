#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using support::SmallExperiment;
using ::testing::HasSubstr;

struct WrongConfig {
  std::string name;
  std::string text;  ///< added to the configuration
  std::vector<std::string> overrides;
  std::string message;
};

// Nine anchors, each a list of nine of the one before: 9^9 leaves from 500 bytes.
std::string alias_bomb() {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 1; j < 9; ++j) text += ", " + before;
    text += "]\n";
  }
  return text;
}

std::string nested(std::size_t depth) {
  return "deep: " + std::string(depth, '[') + std::string(depth, ']') + "\n";
}

class ConfigErrors : public ::testing::TestWithParam<WrongConfig> {};

TEST_P(ConfigErrors, GivenAWrongConfigurationWhenRunThenStatusIsTwoAndNothingIsWritten) {
  const SmallExperiment experiment;
  put(experiment.config(), slurp(experiment.config()) + GetParam().text);

  const auto ended = experiment.run("run", GetParam().overrides);

  EXPECT_EQ(ended.status, 2) << ended.messages;
  EXPECT_EQ(ended.signal, 0);
  EXPECT_THAT(ended.messages, HasSubstr(GetParam().message));
  EXPECT_FALSE(fs::exists(experiment / "run"));
  EXPECT_LT(ended.messages.size(), 4096u);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, ConfigErrors,
    ::testing::Values(WrongConfig{"UnknownKey", "trainign: {epochs: 1}\n", {}, "did you mean `training`?"},
                      WrongConfig{"WrongType", "seed: many\n", {}, "seed"},
                      WrongConfig{"NegativeSigma", "", {"model.prior.sigma=-0.1"}, "sigma"},
                      WrongConfig{"DuplicateKey", "name: twice\n", {}, "name"},
                      WrongConfig{"AliasBomb", alias_bomb(), {}, "error"},
                      WrongConfig{"DeepNesting", nested(20000), {}, "error"},
                      WrongConfig{"UnknownOverride", "", {"training.epoch=3"}, "epochs"},
                      WrongConfig{"OverrideWithoutValue", "", {"training.epochs"}, "training.epochs"},
                      WrongConfig{"ValidationTakesAll", "", {"data.validation=400"}, "data.validation"},
                      WrongConfig{"CostsOfOneClass",
                                  "",
                                  {"evaluation.decision.costs=[[0]]"},
                                  "`evaluation.decision.costs` has 1 rows"},
                      WrongConfig{"CostsOfTooFewAnswers",
                                  "",
                                  {"evaluation.decision.costs=[[0, 1], [1, 0]]"},
                                  "expected 10, the cost of answering with each class of MNIST"},
                      WrongConfig{"NegativeCost",
                                  "",
                                  {"evaluation.decision.costs=[[0, -1]]"},
                                  "`evaluation.decision.costs[0][1]` is `-1`"},
                      WrongConfig{"UnknownFormat", "", {"report.formats=[pdf]"}, "pdf"},
                      WrongConfig{"DecayBesidePrior",
                                  "",
                                  {"training.optimizer.weight_decay=0.01"},
                                  "count the prior twice"},
                      WrongConfig{"FlatPriorUnderVariational",
                                  "",
                                  {"method.name=bayes_by_backprop", "model.prior={name: flat}"},
                                  "prior"}),
    [](const auto& info) { return info.param.name; });

// What only the parts of the section `training`, and others beside it, together show.
INSTANTIATE_TEST_SUITE_P(
    Training, ConfigErrors,
    ::testing::Values(WrongConfig{"PlateauWithoutValidation",
                                  "",
                                  {"training.schedule.name=plateau", "data.validation=0"},
                                  "no validation images"},
                      WrongConfig{"TwoAverages",
                                  "",
                                  {"training.ema_decay=0.9", "training.swa_start=1"},
                                  "averaged in two ways"},
                      WrongConfig{"AverageAfterTheEnd", "", {"training.swa_start=3"}, "training.swa_start"},
                      WrongConfig{"SmoothingTakesAll", "", {"training.label_smoothing=1"}, "label_smoothing"},
                      WrongConfig{"SmoothingTwice",
                                  "",
                                  {"training.label_smoothing=0.1", "model.likelihood.label_smoothing=0.2"},
                                  "the other: command line: model.likelihood.label_smoothing=0.2"},
                      WrongConfig{"SmoothingWithoutClasses",
                                  "",
                                  {"model.likelihood.name=bernoulli", "training.label_smoothing=0.1"},
                                  "unknown key `label_smoothing` in `model.likelihood`"}),
    [](const auto& info) { return info.param.name; });

TEST(ConfigErrors, GivenALikelihoodOfOtherTargetsWhenCheckedOrRunThenItsLineTheReasonAndTheChoiceAreNamed) {
  const SmallExperiment experiment;
  put(experiment.config(), "data: {name: mnist}\nmodel:\n  name: mlp\n  likelihood: {name: bernoulli}\n");

  for (const auto& ended : {experiment.bnn({"check", experiment.config().string()}), experiment.run("run")}) {
    EXPECT_EQ(ended.status, 2);
    EXPECT_THAT(
        ended.messages,
        ::testing::AllOf(HasSubstr("MNIST has one class an example ([N]), and the likelihood bernoulli "
                                   "takes several labels of 0 or 1 an example ([N, L])"),
                         HasSubstr("config.yaml:4:22"), HasSubstr("choose categorical")));
  }
  EXPECT_FALSE(fs::exists(experiment / "run"));
}

TEST(ConfigErrors, GivenNoFileWhenRunThenThePathIsNamed) {
  const SmallExperiment experiment;
  fs::remove(experiment.config());

  const auto ended = experiment.run("run");

  EXPECT_EQ(ended.status, 2) << ended.messages;
  EXPECT_THAT(ended.messages, HasSubstr(experiment.config().string()));
}

TEST(ConfigErrors, GivenAFolderAsConfigurationWhenRunThenThatIsNoDefectOfTheProgram) {
  const SmallExperiment experiment;

  const auto ended = experiment.bnn({"run", experiment.data().string()});

  EXPECT_EQ(ended.status, 2) << ended.messages;
}

TEST(Divergence, GivenAnAbsurdLearningRateWhenRunThenStatusIsFour) {
  const SmallExperiment experiment;

  const auto ended = experiment.run("run", {"training.optimizer={name: sgd, learning_rate: 1.0e+30}"});

  EXPECT_EQ(ended.status, 4) << ended.messages;
  EXPECT_THAT(ended.messages, HasSubstr("finite"));
  EXPECT_THAT(ended.messages, HasSubstr("learning_rate"));
  EXPECT_FALSE(fs::exists(experiment / "run/metrics.json"));
}

// The prior's weight in the objective grows with the warm-up. Gradient descent on -log N(w | 0, sigma^2) / N
// takes steps of share * rate / (sigma^2 N) = share * 33 times the way to the minimum: stable below 2, so
// until epoch 6.
TEST(Divergence, GivenATrainingThatDivergesLaterWhenRunThenTheLastCheckpointStays) {
  const SmallExperiment experiment;
  const std::vector<std::string> overrides{
      "training.optimizer={name: sgd, learning_rate: 0.01, momentum: 0.0}", "training.schedule.name=constant",
      "model.prior.sigma=0.001", "training.kl_warmup_epochs=100", "training.epochs=100"};

  const auto ended = experiment.run("run", overrides);

  EXPECT_EQ(ended.status, 4) << ended.messages;
  const auto history = support::history_of(experiment / "run");
  EXPECT_GT(history.size(), 5u);
  EXPECT_FALSE(fs::exists(experiment / "run/metrics.json"));
  auto again = overrides;
  again.push_back("--resume");
  const auto resumed = experiment.run("run", again);
  EXPECT_EQ(resumed.status, 4) << "the same bits diverge again: " << resumed.messages;
  EXPECT_THAT(resumed.messages, ::testing::Not(HasSubstr("skipped")));
  EXPECT_EQ(support::history_of(experiment / "run"), history);
}

}  // namespace
}  // namespace bnn

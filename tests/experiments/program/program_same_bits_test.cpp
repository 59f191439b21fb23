#include <gtest/gtest.h>

#include <csignal>
#include <random>

#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

using support::history_of;
using support::results_of;
using support::SmallExperiment;

/// Many short epochs, so that there is always something left to interrupt: the program's messages run at most
/// a page (31 epochs) ahead of those that the test has read, which are 13 at most, three times.
std::vector<std::string> long_training(const std::string& method) {
  std::vector<std::string> overrides{"method.name=" + method,      "training.epochs=140",
                                     "training.batch_size=40",     "data.training_images=100",
                                     "data.validation=20",         "data.test_images=40",
                                     "training.validation_draws=1"};
  if (method == "deep_ensemble") {
    overrides.insert(overrides.end(), {"method.members=2", "training.epochs=70"});
  }
  return overrides;
}

std::vector<std::string> with(std::vector<std::string> words, const std::vector<std::string>& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

class SameBits : public ::testing::TestWithParam<const char*> {
 protected:
  std::string method() const { return std::string("method.name=") + GetParam(); }
};

TEST_P(SameBits, GivenAnotherNumberOfThreadsAndTheResolvedConfigurationWhenRunAgainThenBitsAreEqual) {
  const SmallExperiment experiment;
  const auto first = experiment.run("first", {method(), "--threads", "2"});

  const auto second = experiment.bnn({"run", (experiment / "first/config.yaml").string(), "--output",
                                      (experiment / "second").string(), "--threads", "1"});

  ASSERT_EQ(first.status, 0) << first.messages;
  ASSERT_EQ(second.status, 0) << second.messages;
  EXPECT_EQ(slurp(experiment / "first/config.yaml"), slurp(experiment / "second/config.yaml"));
  EXPECT_EQ(results_of(experiment / "first"), results_of(experiment / "second"));
  EXPECT_EQ(history_of(experiment / "first"), history_of(experiment / "second"));
}

TEST_P(SameBits, GivenARunThatSignalsStopWhenResumedThenBitsAreThoseOfTheWholeRun) {
  const SmallExperiment experiment;
  const auto whole = experiment.run("whole", long_training(GetParam()));
  ASSERT_EQ(whole.status, 0) << whole.messages;
  std::mt19937 moments(4);

  int epochs = 0;
  for (const int signal : {SIGINT, SIGKILL, SIGTERM}) {
    auto program = experiment.start("stopped", with(long_training(GetParam()), {"--resume"}));
    program.read_until(": epoch ", 1 + static_cast<int>(moments() % 10));
    program.send(signal);
    const auto stopped = program.wait();

    EXPECT_EQ(stopped.signal, signal) << stopped.messages;
    EXPECT_FALSE(std::filesystem::exists(experiment / "stopped/metrics.json"));
    const int epochs_now = static_cast<int>(history_of(experiment / "stopped").size());
    EXPECT_GE(epochs_now, epochs);
    epochs = epochs_now;
  }
  const auto resumed =
      experiment.run("stopped", with(long_training(GetParam()), {"--resume", "--threads", "1"}));

  ASSERT_EQ(resumed.status, 0) << resumed.messages;
  EXPECT_EQ(results_of(experiment / "stopped"), results_of(experiment / "whole"));
  EXPECT_EQ(history_of(experiment / "stopped"), history_of(experiment / "whole"));
}

INSTANTIATE_TEST_SUITE_P(Methods, SameBits,
                         ::testing::Values("map", "mc_dropout", "bayes_by_backprop", "deep_ensemble"),
                         [](const auto& info) {
                           std::string name;
                           for (const char c : std::string(info.param))
                             name += c == '_' ? "" : std::string(1, c);
                           return name;
                         });

TEST(OtherBits, GivenAnotherSeedWhenRunThenPredictionsDiffer) {
  const SmallExperiment experiment;
  experiment.run("first", {"training.epochs=1"});

  experiment.run("second", {"training.epochs=1", "seed=1"});

  EXPECT_NE(results_of(experiment / "first").at("predictions.npz"),
            results_of(experiment / "second").at("predictions.npz"));
}

TEST(Interruption, GivenARunKilledAtManyMomentsWhenResumedUntilDoneThenBitsAreThoseOfTheWholeRun) {
  const SmallExperiment experiment;
  const auto training = long_training("bayes_by_backprop");
  const auto whole = experiment.run("whole", training);
  ASSERT_EQ(whole.status, 0) << whole.messages;
  std::mt19937 moments(5);

  // From the first line on, every message is a moment: start, epochs, the end of training, evaluation.
  for (int kill = 0; kill < 6; ++kill) {
    auto program = experiment.start("killed", with(training, {"--resume"}));
    program.read_until("\n", static_cast<int>(moments() % 30));
    program.send(SIGKILL);
    program.wait();
  }
  const auto resumed = experiment.run("killed", with(training, {"--resume"}));

  ASSERT_EQ(resumed.status, 0) << resumed.messages;
  EXPECT_EQ(results_of(experiment / "killed"), results_of(experiment / "whole"));
  EXPECT_EQ(history_of(experiment / "killed"), history_of(experiment / "whole"));
  for (const auto& item : std::filesystem::recursive_directory_iterator(experiment / "killed")) {
    EXPECT_NE(item.path().extension(), ".tmp") << item.path();
  }
}

TEST(Interruption, GivenASecondSignalWhenOneIsPendingThenTheProgramEndsAtOnce) {
  const SmallExperiment experiment;
  auto program = experiment.start("run", long_training("map"));
  program.read_until(": epoch ", 1);

  program.send(SIGINT);
  program.send(SIGTERM);
  const auto ended = program.wait();

  EXPECT_TRUE(ended.signal == SIGINT || ended.signal == SIGTERM) << ended.signal;
  EXPECT_EQ(experiment.run("run", with(long_training("map"), {"--resume"})).status, 0);
}

TEST(Interruption, GivenACompleteRunWhenResumedThenBitsStay) {
  const SmallExperiment experiment;
  experiment.run("run");
  const auto before = results_of(experiment / "run");

  const auto again = experiment.run("run", {"--resume"});

  EXPECT_EQ(again.status, 0) << again.messages;
  EXPECT_EQ(results_of(experiment / "run"), before);
}

}  // namespace
}  // namespace bnn

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

using support::SmallExperiment;
using ::testing::HasSubstr;

double seconds_to_end(support::RunningProgram& program, support::Ended& ended) {
  const auto began = std::chrono::steady_clock::now();
  ended = program.wait();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

TEST(Signals, GivenTheSignalsOfJobSystemsWhenTrainingThenItSavesAndEndsAsOfSigterm) {
  for (const int signal : {SIGUSR1, SIGUSR2, SIGXCPU}) {
    const SmallExperiment experiment;
    auto program = experiment.start("run", {"training.epochs=40"});
    program.read_until(": epoch ", 2);
    program.send(signal);
    const auto stopped = program.wait();

    EXPECT_EQ(stopped.signal, SIGTERM) << stopped.messages;
    EXPECT_THAT(stopped.messages, HasSubstr("--resume goes on"));
    EXPECT_GE(support::history_of(experiment / "run").size(), 2u);
  }
}

TEST(Signals, GivenAnEvaluationUnderWayWhenInterruptedThenItEndsWithinASecondOrTwo) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run", {"method.name=mc_dropout"}).status, 0);
  const auto before = support::results_of(experiment / "run");

  // Minutes of draws, and minutes of resamples.
  for (const char* setting : {"evaluation.samples=100000", "evaluation.bootstrap_resamples=1000000"}) {
    support::RunningProgram program({"evaluate", (experiment / "run").string(), setting},
                                    {{"BAYES_DATA", experiment.data().string()}}, experiment / "stdout");
    std::this_thread::sleep_for(std::chrono::seconds(2));
    program.send(SIGTERM);
    support::Ended ended;
    const double seconds = seconds_to_end(program, ended);

    EXPECT_EQ(ended.signal, SIGTERM) << setting << ended.messages;
    EXPECT_LT(seconds, 3.0) << setting;  // one, and what a busy machine adds
    EXPECT_THAT(ended.messages, HasSubstr("nothing is half written"));
  }
  EXPECT_EQ(support::results_of(experiment / "run"), before);
}

TEST(Signals, GivenARunThatIsStoppedInItsEvaluationWhenResumedThenBitsAreThoseOfTheWholeRun) {
  const SmallExperiment experiment;
  const std::vector<std::string> settings{"method.name=mc_dropout", "evaluation.bootstrap_resamples=20000"};
  ASSERT_EQ(experiment.run("whole", settings).status, 0);
  auto program = experiment.start("run", settings);
  program.read_until(" examples in ", 1);  // training has ended
  program.send(SIGINT);
  const auto stopped = program.wait();
  ASSERT_EQ(stopped.signal, SIGINT) << stopped.messages;
  EXPECT_FALSE(std::filesystem::exists(experiment / "run/metrics.json"));

  auto words = settings;
  words.push_back("--resume");
  const auto resumed = experiment.run("run", words);

  EXPECT_EQ(resumed.status, 0) << resumed.messages;
  EXPECT_EQ(support::results_of(experiment / "run"), support::results_of(experiment / "whole"));
}

}  // namespace
}  // namespace bnn

// bnn prior: what networks predict before any data.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/experiments/files/temporary_folder.h"
#include "tests/support/sanitized.h"
#include "tests/support/shell.h"
#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

using support::SmallExperiment;
using testing::HasSubstr;

TEST(ProgramPrior, GivenAConfigurationWhenItsPriorIsDrawnThenTableJsonAndPageTellOfIt) {
  const SmallExperiment experiment;
  const auto output = (experiment / "prior").string();

  const auto made = experiment.bnn(
      {"prior", experiment.config().string(), "--draws", "20", "--images", "8", "--output", output});
  const auto again = experiment.bnn(
      {"prior", experiment.config().string(), "--draws", "20", "--images", "8", "--threads", "1"});

  EXPECT_EQ(made.status, 0) << made.messages;
  EXPECT_THAT(made.output, HasSubstr("Two networks agree on an image"));
  EXPECT_THAT(made.output, HasSubstr(again.output));  // whatever the number of threads
  const auto json = nlohmann::json::parse(slurp(output + "/prior.json"));
  EXPECT_EQ(json.at("draws"), 20);
  EXPECT_EQ(json.at("images"), 8);
  EXPECT_THAT(slurp(output + "/prior.html"), HasSubstr("prior-confidence"));
  EXPECT_THAT(slurp(output + "/charts/prior-classes.vl.json"), HasSubstr("vega-lite"));
}

TEST(ProgramPrior, GivenAWiderPriorWhenDrawnThenItsNetworksAreSurer) {
  const SmallExperiment experiment;
  const auto median_of = [&](const std::string& sigma) {
    const auto output = (experiment / sigma).string();
    const auto made = experiment.bnn({"prior", experiment.config().string(), "model.prior.name=gaussian",
                                      "model.prior.sigma=" + sigma, "--output", output});
    EXPECT_EQ(made.status, 0) << made.messages;
    return nlohmann::json::parse(slurp(output + "/prior.json")).at("top_probability").at(2).get<double>();
  };

  EXPECT_LT(median_of("0.01"), 0.2);
  EXPECT_GT(median_of("3"), 0.9);
}

TEST(ProgramPrior, GivenAPriorWithoutDrawsWhenAskedThenItIsRefusedWithTheReason) {
  const SmallExperiment experiment;

  for (const std::string name : {"flat", "empirical_gaussian"}) {
    const auto refused = experiment.bnn({"prior", experiment.config().string(), "model.prior.name=" + name});

    EXPECT_EQ(refused.status, 2) << refused.messages;
    EXPECT_THAT(refused.messages, HasSubstr("cannot be drawn from"));
  }
}

TEST(ProgramPrior, GivenMoreDrawsThanFitTheMemoryWhenAskedThenNoneIsDrawn) {
  if (support::kSanitized) GTEST_SKIP() << "a sanitizer takes more addresses than the limit";
  const SmallExperiment experiment;

  const auto refused = support::in_shell(
      experiment, "ulimit -v 4000000; \"$bnn\" prior \"$config\" --threads 1 --draws 1000000 --images 100");

  EXPECT_EQ(refused.status, 1) << refused.messages;
  EXPECT_THAT(refused.messages, HasSubstr("1000000 networks on 100 images need "));
  EXPECT_THAT(refused.messages, HasSubstr("lower --draws or --images; nothing was started"));
}

TEST(ProgramPrior, GivenATerminalWhenDrawnThenItsProgressIsShown) {
  const SmallExperiment experiment;

  // `script` gives it a terminal.
  const auto drawn = support::in_shell(experiment,
                                       "export bnn config TERM=xterm; script -qec '\"$bnn\" prior "
                                       "\"$config\" --draws 20' /dev/null </dev/null");

  EXPECT_EQ(drawn.status, 0) << drawn.messages;
  EXPECT_THAT(drawn.messages, HasSubstr("prior ["));
}

TEST(ProgramPrior, GivenMinutesOfDrawsWhenInterruptedThenItEndsAsOfTheSignal) {
  const SmallExperiment experiment;
  support::RunningProgram program(
      {"prior", experiment.config().string(), "--draws", "1000000", "--images", "1"},
      {{"BAYES_DATA", experiment.data().string()}}, experiment / "stdout");

  std::this_thread::sleep_for(std::chrono::seconds(2));
  program.send(SIGTERM);
  const auto stopped = program.wait();

  EXPECT_EQ(stopped.signal, SIGTERM) << stopped.messages;
  EXPECT_THAT(stopped.messages, HasSubstr("nothing is half written"));
}

}  // namespace
}  // namespace bnn

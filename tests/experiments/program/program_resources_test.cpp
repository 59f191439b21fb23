// What a command takes of time, memory and disk: told or refused before it begins.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdint>
#include <filesystem>
#include <string>

#include "tests/support/sanitized.h"
#include "tests/support/shell.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using support::in_shell;
using support::SmallExperiment;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ProgramTime, GivenALongTrainingWhenASecondHasPassedThenItsTimeIsTold) {
  const SmallExperiment experiment;
  auto program = experiment.start("run", {"training.epochs=3000"});

  program.read_until(" of training and ", 1);
  program.send(SIGINT);
  const auto stopped = program.wait();

  EXPECT_THAT(stopped.messages, HasSubstr(" of evaluation\n"));
  EXPECT_EQ(stopped.signal, SIGINT) << "it had ended before: " << stopped.messages;
}

// A million draws used to be first heard of when they were under way.
TEST(ProgramTime, GivenAShortTrainingAndALongEvaluationWhenTrainedThenTheTimeOfTheEvaluationIsTold) {
  const SmallExperiment experiment;
  auto program = experiment.start("run", {"method.name=mc_dropout", "evaluation.samples=50000"});

  program.read_until(" of evaluation\n", 1);
  program.send(SIGINT);
  const auto stopped = program.wait();

  EXPECT_THAT(stopped.messages, HasSubstr(": about "));
  EXPECT_EQ(stopped.signal, SIGINT) << "it had ended before: " << stopped.messages;
}

TEST(ProgramMemory, GivenMemoryThatRunsOutInTrainingWhenRunThenWhatIsIntactAndTheNextCommandAreSaid) {
  if (support::kSanitized) GTEST_SKIP() << "a sanitizer takes more addresses than the limit";
  const SmallExperiment experiment;

  // A network of 159 MB, whose training takes more than ten times as much.
  const auto ended =
      in_shell(experiment,
               "ulimit -v 2300000; \"$bnn\" run \"$config\" 'model.hidden=[50000]' --threads 1 "
               "--output \"$out\"run");

  EXPECT_EQ(ended.status, 1) << ended.messages;
  EXPECT_THAT(ended.messages, HasSubstr("memory ran out when "));
  EXPECT_THAT(ended.messages, HasSubstr(" bytes) were wanted"));
  EXPECT_THAT(ended.messages, HasSubstr("\n  intact: nothing yet"));
  EXPECT_THAT(ended.messages, HasSubstr("\n  then:  bnn run "));
  EXPECT_THAT(ended.messages, Not(HasSubstr("a defect of bnn")));
}

// Each run used to look at the disk by itself.
TEST(ProgramDisk, GivenMoreRunsThanTheDiskHoldsWhenComparedThenNoneBegins) {
  const SmallExperiment experiment;
  // By hand: 785 times 20,000 and 20,001 times 10 parameters of 4 bytes, eleven times: two checkpoints, the
  // model and its weights.
  constexpr std::uint64_t kBytesOfARun = 11 * 4 * std::uint64_t{15'900'010};
  const auto runs = fs::space(experiment.data()).available / kBytesOfARun * 5 / 4 + 2;
  if (runs > 5000) GTEST_SKIP() << "a comparison of " << runs << " runs would be needed";
  std::string seeds = "0";
  for (std::uint64_t seed = 1; seed < runs; ++seed) seeds += ", " + std::to_string(seed);
  put(experiment / "comparison.yaml", "base: config.yaml\nseeds: [" + seeds +
                                          "]\nmethods: [{label: MAP, method: {name: map}, "
                                          "model: {name: mlp, hidden: [20000]}}]\n");

  const auto refused = experiment.bnn(
      {"compare", (experiment / "comparison.yaml").string(), "--output", (experiment / "compared").string()});

  EXPECT_EQ(refused.status, 1) << refused.messages;
  EXPECT_THAT(refused.messages, HasSubstr(std::to_string(runs) + " runs have yet to write about "));
  EXPECT_FALSE(fs::exists(experiment / "compared/MAP"));
}

}  // namespace
}  // namespace bnn

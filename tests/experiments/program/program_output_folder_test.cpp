#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "experiments/files/file_lock.h"
#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using support::SmallExperiment;
using ::testing::HasSubstr;

TEST(OutputFolder, GivenACompleteRunWhenAnotherOrTheSameIsRunThereThenItStays) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run").status, 0);
  const auto before = support::results_of(experiment / "run");

  const auto same = experiment.run("run");
  const auto other = experiment.run("run", {"seed=1"});
  const auto resumed_other = experiment.run("run", {"seed=1", "--resume"});

  EXPECT_EQ(same.status, 2);
  EXPECT_THAT(same.messages, HasSubstr("complete"));
  EXPECT_EQ(other.status, 2);
  EXPECT_THAT(other.messages, HasSubstr("another configuration"));
  EXPECT_EQ(resumed_other.status, 2);
  EXPECT_EQ(support::results_of(experiment / "run"), before);
}

TEST(OutputFolder, GivenARunUnderWayWhenAnotherStartsThereThenItIsToldToTryAgain) {
  const SmallExperiment experiment;
  // Its messages are not read on, so that it waits after a page of them.
  auto first = experiment.start("run", {"training.epochs=200"});
  first.read_until(": epoch ", 1);

  const auto second = experiment.run("run", {"training.epochs=200", "--resume"});

  EXPECT_EQ(second.status, 75) << second.messages;
  EXPECT_THAT(second.messages, HasSubstr("in use by process"));
  first.send(SIGKILL);
  EXPECT_EQ(first.wait().signal, SIGKILL);
}

TEST(OutputFolder, GivenARunThatAnotherHoldsWhenExportedIntoItThenItIsToldToTryAgain) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run").status, 0);
  const auto run = (experiment / "run").string();
  const FileLock another(experiment / "run");

  const auto into = experiment.bnn({"export", run});
  const auto elsewhere = experiment.bnn({"export", run, "--output", (experiment / "report").string()});

  EXPECT_EQ(into.status, 75) << into.messages;
  EXPECT_THAT(into.messages, HasSubstr("in use by process"));
  EXPECT_FALSE(fs::exists(experiment / "run/report.html"));
  EXPECT_EQ(elsewhere.status, 0) << elsewhere.messages;
}

TEST(OutputFolder, GivenForeignFilesWhenRunThereThenTheyStayAloneThere) {
  const SmallExperiment experiment;
  fs::create_directory(experiment / "mine");
  put(experiment / "mine/thesis.tex", "text");

  const auto ended = experiment.run("mine");

  EXPECT_EQ(ended.status, 2) << ended.messages;
  EXPECT_THAT(ended.messages, HasSubstr("no run"));
  EXPECT_EQ(slurp(experiment / "mine/thesis.tex"), "text");
  EXPECT_EQ(std::distance(fs::directory_iterator(experiment / "mine"), {}), 1);
}

TEST(OutputFolder, GivenAFileInItsPlaceWhenRunThenStatusIsOneAndTheFileStays) {
  const SmallExperiment experiment;
  put(experiment / "file", "text");

  const auto ended = experiment.run("file");
  const auto below = experiment.run("file/run");

  EXPECT_EQ(ended.status, 1) << ended.messages;
  EXPECT_EQ(below.status, 1) << below.messages;
  EXPECT_EQ(slurp(experiment / "file"), "text");
}

TEST(OutputFolder, GivenANameThatIsTooLongWhenRunThenThatIsNoDefectOfTheProgram) {
  const SmallExperiment experiment;

  const auto ended = experiment.run(std::string(300, 'x'));

  EXPECT_EQ(ended.status, 1) << ended.messages;
  EXPECT_THAT(ended.messages, HasSubstr("too long"));
}

}  // namespace
}  // namespace bnn

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "tests/support/sanitized.h"
#include "tests/support/shell.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using support::in_shell;
using support::SmallExperiment;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kRun[] = "\"$bnn\" run \"$config\" --output \"$out\"run ";

// A command that ends with each status, without what it writes.
const std::pair<const char*, int> kFailures[] = {
    {"\"$bnn\" check \"$out\"", 2},
    {"BAYES_DATA=/nowhere \"$bnn\" run \"$config\" --output \"$out\"data", 3},
    {"rm -rf \"$out\"diverged; \"$bnn\" run \"$config\" --output \"$out\"diverged "
     "training.optimizer.learning_rate=1e30",
     4},
    {"flock \"$out\"held/.lock \"$bnn\" run \"$config\" --output \"$out\"held", 75},
    {"\"$bnn\" run \"$config\" --output \"$config\"", 1},
};

TEST(Surroundings, GivenStandardErrorThatCannotBeWrittenWhenItFailsThenTheStatusIsThatOfTheFailure) {
  const SmallExperiment experiment;
  fs::create_directory(experiment / "held");

  for (const auto& [command, status] : kFailures) {
    const std::string words = command;
    EXPECT_EQ(in_shell(experiment, words).status, status) << words;
    EXPECT_EQ(in_shell(experiment, words + " 2>&-").status, status) << words;
    EXPECT_EQ(in_shell(experiment, words + " 2>/dev/full").status, status) << words;
    // A pipe that nobody reads any more.
    const auto piped =
        "{ sleep 0.2; " + words + "; echo $? > \"$out\"status; } 2>&1 | true; cat \"$out\"status";
    EXPECT_EQ(in_shell(experiment, piped).messages, std::to_string(status) + "\n") << words;
  }
}

TEST(Surroundings, GivenStandardErrorThatCannotBeWrittenWhenTrainedThenTheRunIsComplete) {
  const SmallExperiment experiment;

  const auto ended = in_shell(experiment, std::string(kRun) + "2>&-");

  EXPECT_EQ(ended.status, 0) << ended.messages;
  EXPECT_TRUE(fs::exists(experiment / "run/metrics.json"));
}

TEST(Surroundings, GivenStandardOutputThatCannotBeWrittenWhenListedThenTheStatusIsOne) {
  const SmallExperiment experiment;

  for (const char* command : {"\"$bnn\" list", "\"$bnn\" --help", "\"$bnn\" reference"}) {
    const std::string words = command;
    const auto closed = in_shell(experiment, words + " >&-");
    EXPECT_EQ(closed.status, 1) << closed.messages;
    EXPECT_THAT(closed.messages, HasSubstr("standard output cannot be written"));
    const auto piped =
        in_shell(experiment, "{ sleep 0.2; " + words +
                                 " 2>/dev/null; echo $? > \"$out\"status; } | true; cat \"$out\"status");
    EXPECT_EQ(piped.messages, "1\n");
  }
}

TEST(Surroundings, GivenAPipeAsConfigurationOrPictureWhenReadThenItIsRefusedAtOnce) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run").status, 0);

  const auto config = in_shell(experiment, "mkfifo \"$out\"pipe; \"$bnn\" check \"$out\"pipe");
  const auto picture = in_shell(experiment, "\"$bnn\" predict \"$out\"run \"$out\"pipe");
  const auto device = in_shell(experiment, "\"$bnn\" check /dev/zero");

  EXPECT_EQ(config.status, 2) << config.messages;
  EXPECT_THAT(config.messages, HasSubstr("not a regular file"));
  EXPECT_EQ(picture.status, 3) << picture.messages;
  EXPECT_EQ(device.status, 2) << device.messages;
}

TEST(Surroundings, GivenEscapeSequencesInNamesWhenPrintedThenNoneReachesTheTerminal) {
  const SmallExperiment experiment;
  const std::string name = "evil\x1b]0;owned\x07";

  const auto ran = experiment.run(name, {"label=\"a\\x1b[2Jb\"", "report.formats=[]"});
  const auto shown = experiment.bnn({"show", (experiment / name).string()});
  const auto missing = experiment.bnn({"show", (experiment / (name + "\nerror: spoofed")).string()});
  const auto typo = experiment.bnn({"\x1b[31mtrian"});
  const auto again = experiment.run(name);

  EXPECT_EQ(ran.status, 0) << ran.messages;
  for (const auto& ended : {ran, shown, missing, typo, again}) {
    EXPECT_THAT(ended.output + ended.messages, Not(HasSubstr("\x1b")));
    EXPECT_THAT(ended.output + ended.messages, Not(HasSubstr("\x07")));
  }
  EXPECT_THAT(ran.output, HasSubstr("evil\\x1b]0;owned\\x07"));
  EXPECT_THAT(missing.messages, Not(HasSubstr("\nerror: spoofed")));
  // Files keep the bytes.
  EXPECT_TRUE(fs::exists(experiment / name / "metrics.json"));
}

// A line feed in a path once made a line of its own, which could say anything.
TEST(Surroundings, GivenLineFeedsInPathsAndLabelsWhenPrintedThenNoLineIsMadeUp) {
  const SmallExperiment experiment;
  const auto at = [&](const std::string& name) { return (experiment / (name + "\nspoofed: x")).string(); };
  const auto config = experiment.config().string(), run = at("run");
  const auto pictures = (experiment.data() / "mnist/t10k-images-idx3-ubyte").string();
  put(experiment / "comparison.yaml",
      "base: config.yaml\nmethods: [{label: \"MAP\\nspoofed: x\", method: {name: map}}]\n");

  for (const auto& words : std::vector<std::vector<std::string>>{
           {"run", config, "--output", run, "report.formats=[html]"},
           {"show", run},
           {"export", run, "--format", "csv", "--output", at("exported")},
           {"evaluate", run, "--output", at("evaluated")},
           {"predict", run, pictures, "--output", at("pictures"), "--page", at("page")},
           {"convert", run, "--output", at("plain")},
           {"prune", run, "--share", "0.5", "--output", at("pruned")},
           {"prior", config, "--draws", "20", "--images", "8", "--output", at("prior")},
           {"lr-find", config, "--steps", "20", "--output", at("rates")},
           {"init", "--output", at("mine")},
           {"check", (experiment / "comparison.yaml").string()}}) {
    const auto ended = experiment.bnn(words);

    EXPECT_EQ(ended.status, 0) << words[0] << ended.messages;
    EXPECT_THAT(ended.output + ended.messages, Not(HasSubstr("\nspoofed"))) << words[0];
  }
}

TEST(Surroundings, GivenALimitOnFileSizesWhenTrainedThenTheErrorNamesWhatIsIntactAndTheCommandThatGoesOn) {
  const SmallExperiment experiment;
  const std::vector<std::string> settings{"training.epochs=60", "model.hidden=[64]"};
  ASSERT_EQ(experiment.run("whole", settings).status, 0);
  auto program = experiment.start("run", settings);
  program.read_until(": epoch ", 3);
  program.send(SIGINT);
  ASSERT_EQ(program.wait().signal, SIGINT);

  // 200 blocks of 512 bytes, where a checkpoint has four times the 50,890 parameters of 4 bytes.
  const auto full = in_shell(
      experiment, "ulimit -f 200; " + std::string(kRun) + settings[0] + " '" + settings[1] + "' --resume");
  const auto go_on = full.messages.substr(full.messages.find("then:  bnn ") + 11);
  const auto resumed = in_shell(experiment, "\"$bnn\" " + go_on);

  EXPECT_EQ(full.status, 1) << full.messages;
  EXPECT_THAT(full.messages, HasSubstr("bytes were not saved: cannot write byte 102400 of "));
  EXPECT_THAT(full.messages, HasSubstr("File too large"));
  EXPECT_THAT(full.messages, HasSubstr("ulimit -f"));
  EXPECT_THAT(full.messages, HasSubstr("intact: the checkpoint of step "));
  EXPECT_EQ(resumed.status, 0) << resumed.messages;
  EXPECT_EQ(support::results_of(experiment / "run"), support::results_of(experiment / "whole"));
}

TEST(Surroundings, GivenMoreDrawsThanFitTheMemoryWhenRunThenItIsRefusedBeforeTrainingWithTheNumber) {
  if (support::kSanitized) GTEST_SKIP() << "a sanitizer takes more addresses than the limit";
  const SmallExperiment experiment;

  const auto ended = in_shell(experiment, "ulimit -v 4000000; " + std::string(kRun) +
                                              "method.name=mc_dropout evaluation.samples=1000000");

  EXPECT_EQ(ended.status, 1) << ended.messages;
  // By hand: 22 bytes for each of 1,000,000 draws of 100 test images and 10 classes.
  EXPECT_THAT(ended.messages, HasSubstr("1000000 draws of 100 test and 100 validation images need 22 GB"));
  EXPECT_THAT(ended.messages, HasSubstr("limit on addresses (ulimit -v)"));
  EXPECT_THAT(ended.messages, HasSubstr("evaluation.samples"));
  EXPECT_FALSE(fs::exists(experiment / "run"));
}

TEST(Surroundings, GivenAModelThatFitsNoMemoryWhenRunThenTheStatusIsOneAndTheBytesAreSaid) {
  const SmallExperiment experiment;

  const auto ended = in_shell(experiment, std::string(kRun) + "model.hidden=[1000000000]");

  EXPECT_EQ(ended.status, 1) << ended.messages;
  // By hand: 784 times 1,000,000,000 weights of 4 bytes.
  EXPECT_THAT(ended.messages, HasSubstr("3136000000000 bytes"));
  EXPECT_THAT(ended.messages, Not(HasSubstr("a defect of bnn")));
}

TEST(Surroundings, GivenMoreThreadsThanTheSystemStartsWhenRunThenTheStatusIsOne) {
  if (support::kSanitized) GTEST_SKIP() << "a sanitizer takes more addresses than the limit";
  const SmallExperiment experiment;

  const auto ended = in_shell(experiment, "ulimit -v 4000000; " + std::string(kRun) + "--threads 1024");

  EXPECT_EQ(ended.status, 1) << ended.messages;
  EXPECT_THAT(ended.messages, HasSubstr("1024 threads need 146 GB of addresses"));  // by hand: 136 MiB each
}

// OpenBLAS once waited for ever for memory.
TEST(Surroundings, GivenNoRoomForTheBuffersOfOpenBlasWhenRunThenTheStatusIsOne) {
  if (support::kSanitized) GTEST_SKIP() << "a sanitizer takes more addresses than the limit";
  const SmallExperiment experiment;

  const auto ended = in_shell(experiment, "ulimit -v 900000; " + std::string(kRun) + "--threads 4");

  EXPECT_EQ(ended.status, 1) << ended.messages;
  EXPECT_THAT(ended.messages, HasSubstr("4 threads need 570 MB"));  // by hand: 4 times 136 MiB
}

}  // namespace
}  // namespace bnn

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "experiments/catalog/architectures.h"
#include "experiments/catalog/datasets.h"
#include "experiments/catalog/exporters.h"
#include "experiments/catalog/methods.h"
#include "experiments/catalog/metrics.h"
#include "experiments/catalog/optimizers.h"
#include "experiments/catalog/priors.h"
#include "notebooks_export/text/text_wrapping.h"
#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using support::SmallExperiment;
using ::testing::HasSubstr;

TEST(CommandLine, GivenQuestionsWhenAskedThenStatusIsZeroAndTheAnswerGoesToStandardOutput) {
  const SmallExperiment experiment;

  const auto help = experiment.bnn({"--help"});
  const auto help_of_run = experiment.bnn({"run", "--help"});
  const auto version = experiment.bnn({"--version"});

  EXPECT_EQ(help.status, 0);
  EXPECT_THAT(help.output, HasSubstr("Exit status"));
  EXPECT_EQ(help_of_run.status, 0);
  EXPECT_THAT(help_of_run.output, HasSubstr("--resume"));
  EXPECT_THAT(help_of_run.output, HasSubstr("training.epochs=N"));  // how a finished run goes on
  EXPECT_EQ(version.status, 0);
  EXPECT_EQ(version.output.rfind("bnn ", 0), 0u);
}

TEST(CommandLine, GivenWhatIsNotThereWhenAskedThenStatusIsTwo) {
  const SmallExperiment experiment;

  EXPECT_EQ(experiment.bnn({}).status, 2);
  EXPECT_EQ(experiment.bnn({"trian"}).status, 2);
  EXPECT_EQ(experiment.bnn({"run"}).status, 2);
  EXPECT_EQ(experiment.run("run", {"--thread", "2"}).status, 2);
  EXPECT_EQ(experiment.run("run", {"--threads", "-1"}).status, 2);
  EXPECT_EQ(experiment.bnn({"list", "neurons"}).status, 2);
  EXPECT_EQ(experiment.bnn({"data", "fetch", "imagenet"}).status, 2);
  EXPECT_FALSE(fs::exists(experiment / "run"));
}

TEST(CommandLine, GivenMisspeltWordsWhenRefusedThenTheNearestKnownOneIsSuggested) {
  const SmallExperiment experiment;
  const auto said = [&](const std::vector<std::string>& words) {
    const auto ended = experiment.bnn(words);
    EXPECT_EQ(ended.status, 2) << words[0];
    return ended.messages;
  };

  EXPECT_THAT(said({"rnu", "config.yaml"}), HasSubstr("did you mean `bnn run`?"));
  EXPECT_THAT(said({"lr-fnid"}), HasSubstr("did you mean `bnn lr-find`?"));
  EXPECT_THAT(said({"data", "fecth", "mnist"}), HasSubstr("did you mean `bnn data fetch`?"));
  EXPECT_THAT(said({"run", "config.yaml", "--thread", "2"}), HasSubstr("did you mean `--threads`?"));
  EXPECT_THAT(said({"run", "config.yaml", "--ouptut=x"}), HasSubstr("did you mean `--output`?"));
  EXPECT_THAT(said({"list", "priros"}), HasSubstr("did you mean `priors`?"));
  EXPECT_THAT(said({"export", "runs/a", "--format", "htlm"}), HasSubstr("did you mean `html`?"));
  EXPECT_THAT(said({"data", "fetch", "mnits"}), HasSubstr("did you mean `mnist`?"));
  EXPECT_THAT(said({"train"}), ::testing::Not(HasSubstr("did you mean")));
}

TEST(CommandLine, GivenNoTerminalWhenListedThenNoLineIsWiderThanEightyColumns) {
  const auto ended = SmallExperiment().bnn({"list"});

  std::istringstream lines(ended.output);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(report::column_count(line), 80u) << line;
}

TEST(CommandLine, GivenAFullDiskBehindStandardOutputWhenListedThenThatIsSaid) {
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"list"}, {"list", "priors"}, {"--version"}}) {
    const auto ended = support::RunningProgram(command, {}, "/dev/full").wait();

    EXPECT_EQ(ended.status, 1) << ended.messages;
    EXPECT_THAT(ended.messages, HasSubstr("No space left"));
  }
}

template <class List>
void expect_names(const List& list, const std::string& output) {
  for (const auto& entry : list) EXPECT_THAT(output, HasSubstr("\n  " + entry.name + " ")) << entry.name;
}

TEST(CommandLine, GivenTheCatalogWhenListedThenEveryNameIsThere) {
  const SmallExperiment experiment;

  const auto ended = experiment.bnn({"list"});

  EXPECT_EQ(ended.status, 0);
  expect_names(methods(), ended.output);
  expect_names(architectures(), ended.output);
  expect_names(priors(), ended.output);
  expect_names(datasets(), ended.output);
  expect_names(optimizers(), ended.output);
  expect_names(schedules(), ended.output);
  expect_names(exporters(), ended.output);
  for (const auto& metric : metrics()) EXPECT_THAT(ended.output, HasSubstr("\n  " + metric.key + " "));
}

TEST(CommandLine, GivenEveryConfigurationThatWeShipWhenCheckedThenWhatIsPrintedReadsBackTheSame) {
  const SmallExperiment experiment;
  const AtFolder project(fs::path(CONFIGS_FOLDER).parent_path());  // of paths to tables
  int checked = 0;

  for (const auto& item : fs::directory_iterator(CONFIGS_FOLDER)) {
    if (item.path().extension() != ".yaml") continue;
    std::vector<std::string> command{"check", item.path().string()};
    // The run that it starts from is not there.
    if (slurp(item.path()).find("from: runs/") != std::string::npos) command.push_back("model.start={}");
    const auto first = experiment.bnn(command);
    EXPECT_EQ(first.status, 0) << item.path() << first.messages;
    ++checked;
    if (first.output.rfind("# ", 0) == 0) continue;  // a comparison prints one configuration for each method
    put(experiment / "again.yaml", first.output);
    const auto second = experiment.bnn({"check", (experiment / "again.yaml").string()});
    EXPECT_EQ(second.status, 0) << second.messages;
    EXPECT_EQ(second.output, first.output) << item.path();
  }

  EXPECT_GE(checked, 20);
}

TEST(CommandLine, GivenCommentsAreWantedWhenCheckedThenTheTextIsStillAConfiguration) {
  const SmallExperiment experiment;
  const auto plain = experiment.bnn({"check", experiment.config().string(), "seed=5"});

  const auto commented = experiment.bnn({"check", experiment.config().string(), "seed=5", "--comments"});

  put(experiment / "commented.yaml", commented.output);
  EXPECT_THAT(commented.output, HasSubstr(" # "));
  EXPECT_EQ(experiment.bnn({"check", (experiment / "commented.yaml").string()}).output, plain.output);
  EXPECT_THAT(plain.output, HasSubstr("seed: 5\n"));
}

TEST(CommandLine, GivenPartsThatDoNotFitWhenCheckedThenStatusIsTwo) {
  const SmallExperiment experiment;

  EXPECT_EQ(
      experiment.bnn({"check", experiment.config().string(), "training.optimizer.weight_decay=0.1"}).status,
      2);
  EXPECT_EQ(experiment.bnn({"check", experiment.config().string(), "nmae=x"}).status, 2);
  EXPECT_EQ(experiment.bnn({"check", experiment.config().string(), "data.training_images=100"}).status, 2);
}

}  // namespace
}  // namespace bnn

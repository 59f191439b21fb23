#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using support::SmallExperiment;
using ::testing::HasSubstr;

/// Two runs, and files that a user has beside them.
class OutputRules : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    experiment_ = new SmallExperiment;
    ASSERT_EQ(experiment_->run("a", {"training.epochs=1"}).status, 0);
    ASSERT_EQ(
        experiment_->run("b", {"training.epochs=1", "method.name=deep_ensemble", "method.members=2"}).status,
        0);
  }
  static void TearDownTestSuite() {
    delete experiment_;
    experiment_ = nullptr;
  }

  static std::string at(const std::string& name) { return (*experiment_ / name).string(); }
  static std::string pictures() { return at("data/mnist/t10k-images-idx3-ubyte"); }
  static support::Ended bnn(const std::vector<std::string>& arguments) { return experiment_->bnn(arguments); }

  /// Every file below the folder of the experiment.
  static std::map<std::string, std::string> all_files() {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator(at(""))) {
      if (entry.is_regular_file() && entry.path().filename() != "stdout")
        files[entry.path().string()] = slurp(entry.path());
    }
    return files;
  }

  static void expect_refused(const std::vector<std::string>& arguments, const std::string& reason) {
    const auto before = all_files();
    const auto ended = bnn(arguments);

    std::string command;
    for (const auto& word : arguments) command += word + " ";
    EXPECT_EQ(ended.status, 2) << command << ended.messages;
    EXPECT_THAT(ended.messages, HasSubstr(reason)) << command;
    EXPECT_TRUE(all_files() == before) << command;
  }

  static SmallExperiment* experiment_;
};
SmallExperiment* OutputRules::experiment_ = nullptr;

TEST_F(OutputRules, GivenAnOutputThatIsAnInputWhenPredictedThenItIsRefused) {
  const auto mine = at("mine-idx3-ubyte");
  put(mine, slurp(pictures()));
  fs::create_symlink(mine, at("link"));
  fs::create_hard_link(mine, at("other_name"));

  for (const auto& name : {mine, at("link"), at("other_name"), at("a/../mine-idx3-ubyte")}) {
    expect_refused({"predict", at("a"), pictures(), mine, "--output", name}, "would overwrite an input");
    expect_refused({"predict", at("a"), mine, "--page", name}, "would overwrite an input");
  }
  expect_refused({"predict", at("a"), mine, "--output", at("x"), "--page", at("x")},
                 "would overwrite an input");
}

// What a shell makes of `--output *.png`: the first picture is the output.
TEST_F(OutputRules, GivenAPictureInThePlaceOfTheOutputWhenPredictedThenItIsRefused) {
  put(at("first.png"), std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16));

  expect_refused({"predict", at("a"), "--output", at("first.png"), pictures()}, "no text");
  expect_refused({"predict", at("a"), "--page", at("first.png"), pictures()}, "no text");
}

TEST_F(OutputRules, GivenAFileOfARunWhenAnyCommandWouldWriteItThenItIsRefused) {
  fs::create_symlink(at("b/model.safetensors"), at("model_link"));

  expect_refused({"predict", at("a"), pictures(), "--output", at("a/model.safetensors")}, "part of the run");
  expect_refused({"predict", at("a"), pictures(), "--page", at("a/report.html")}, "part of the run");
  expect_refused({"predict", at("a"), pictures(), "--output", at("a/checkpoints/x.csv")}, "part of the run");
  expect_refused({"predict", at("a"), pictures(), "--output", at("b/new.csv")}, "folder of a run");
  expect_refused({"convert", at("a"), "--output", at("a/model.safetensors")}, "would overwrite");
  expect_refused({"convert", at("a"), "--output", at("b/model.safetensors")}, "folder of a run");
  expect_refused({"convert", at("a"), "--output", at("model_link")}, "folder of a run");
  expect_refused({"convert", at("b"), "--output", at("a/means.safetensors")}, "folder of a run");
  expect_refused({"export", at("a"), "--format", "csv", "--output", at("b")}, "folder of a run");
  expect_refused({"export", at("a"), "--format", "csv", "--output", at("b/reports")}, "folder of a run");
  expect_refused({"evaluate", at("a"), "--output", at("a")}, "part of the run");
  expect_refused({"evaluate", at("a"), "--output", at("b")}, "folder of a run");
  expect_refused({"prune", at("a"), "--share", "0.5", "--output", at("b")}, "folder of a run");
  expect_refused({"prior", at("config.yaml"), "--output", at("b")}, "folder of a run");
  expect_refused({"lr-find", at("config.yaml"), "--output", at("b/lr")}, "folder of a run");
  expect_refused({"init", "--output", at("b/new.yaml")}, "folder of a run");
  expect_refused({"run", at("config.yaml"), "--output", at("b/inner")}, "folder of a run");
  put(at("comparison.yaml"), "base: config.yaml\nmethods: [{label: x}]\n");
  expect_refused({"compare", at("comparison.yaml"), "--resume", "--output", at("b")}, "holds a run");
}

TEST_F(OutputRules, GivenAnOlderOutputOrTheRunsOwnCommandsWhenWrittenAgainThenTheyWork) {
  for (int time = 0; time < 2; ++time) {
    for (const auto& arguments : std::vector<std::vector<std::string>>{
             {"predict", at("a"), pictures(), "--output", at("a/pictures.csv"), "--page",
              at("pictures.html")},
             {"export", at("a"), "--format", "csv,html"},
             {"export", at("a"), "--format", "npz", "--output", at("elsewhere")},
             {"convert", at("a")},
             {"convert", at("b"), "--output", at("means.safetensors")},
             {"evaluate", at("a"), "--output", at("again")}}) {
      const auto ended = bnn(arguments);
      EXPECT_EQ(ended.status, 0) << arguments[0] << ended.messages;
    }
  }
}

}  // namespace
}  // namespace bnn

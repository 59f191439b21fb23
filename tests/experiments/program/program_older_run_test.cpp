#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "experiments/files/sha256.h"
#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using support::SmallExperiment;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<std::string> kSmoothed{"model.likelihood.label_smoothing=0.1"};

// config.yaml as it was written before there was a choice of likelihoods.
std::string before_likelihoods(std::string config_yaml) {
  const std::string likelihood = "  likelihood:\n    name: categorical\n    label_smoothing: 0.1\n";
  const auto now = config_yaml.find(likelihood);
  if (now == std::string::npos) ADD_FAILURE() << config_yaml;
  config_yaml.erase(now, likelihood.size());
  return config_yaml.insert(config_yaml.find("  optimizer:\n"), "  label_smoothing: 0.1\n");
}

/// A run, and the same in a folder that an older version began: what is there of it is config.yaml.
class OlderRun : public ::testing::Test {
 protected:
  OlderRun() {
    EXPECT_EQ(experiment.run("now", kSmoothed).status, 0);
    began = before_likelihoods(slurp(experiment / "now/config.yaml"));
    fs::create_directories(experiment / "old");
    put(experiment / "old/config.yaml", began);
  }
  support::Ended resume(std::vector<std::string> settings) const {
    settings.push_back("--resume");
    return experiment.run("old", settings);
  }
  std::string path(const std::string& name) const { return (experiment / name).string(); }

  SmallExperiment experiment;
  std::string began;
};

TEST_F(OlderRun, GivenWhatAnOlderVersionBeganWhenResumedThenItIsThatRunAndEveryCommandReadsIt) {
  const auto other = resume({"model.likelihood.label_smoothing=0.2"});
  const auto ended = resume(kSmoothed);
  const auto again = resume({"training.label_smoothing=0.1"});

  EXPECT_EQ(other.status, 2);
  EXPECT_THAT(other.messages, HasSubstr("another configuration"));
  ASSERT_EQ(ended.status, 0) << ended.messages;
  EXPECT_EQ(again.status, 0) << again.messages;
  EXPECT_EQ(slurp(experiment / "old/config.yaml"), began);
  const auto fitted = nlohmann::json::parse(slurp(experiment / "old/fitted.json"));
  EXPECT_EQ(fitted.at("config_sha256"), sha256_hex({began}));
  for (const char* file : {"weights.npz", "predictions.npz"}) {
    EXPECT_EQ(slurp(experiment / "old" / file), slurp(experiment / "now" / file)) << file;
  }
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"show", path("old")},
           {"evaluate", path("old"), "evaluation.samples=2"},
           {"export", path("old"), "--format", "csv", "--output", path("exported")}}) {
    const auto read = experiment.bnn(arguments);
    EXPECT_EQ(read.status, 0) << arguments.front() << ": " << read.messages;
  }
  const auto same = experiment.bnn({"diff", path("old"), path("now")});
  EXPECT_THAT(same.output, HasSubstr("The configurations are the same.")) << same.messages;
}

TEST_F(OlderRun, GivenWhatAnOlderVersionBeganWhenMoreEpochsAreAskedForThenItGoesOnAsThisVersionWritesIt) {
  ASSERT_EQ(resume(kSmoothed).status, 0);

  const auto longer = resume({kSmoothed.front(), "training.epochs=3"});

  ASSERT_EQ(longer.status, 0) << longer.messages;
  EXPECT_THAT(
      slurp(experiment / "old/config.yaml"),
      AllOf(HasSubstr("epochs: 3"), HasSubstr("    label_smoothing: 0.1\n"), HasSubstr("likelihood:")));
  EXPECT_EQ(experiment.bnn({"show", path("old")}).status, 0);
}

TEST_F(OlderRun, GivenASmoothedRunWhenDifferentFromAPlainOneThenTheLikelihoodsSettingIsNamed) {
  ASSERT_EQ(resume(kSmoothed).status, 0);
  ASSERT_EQ(experiment.run("plain").status, 0);

  const auto different = experiment.bnn({"diff", path("old"), path("plain")});

  EXPECT_THAT(different.output, AllOf(HasSubstr("model.likelihood.label_smoothing"), HasSubstr("0.1"),
                                      Not(HasSubstr("model.likelihood.name"))));
}

}  // namespace
}  // namespace bnn

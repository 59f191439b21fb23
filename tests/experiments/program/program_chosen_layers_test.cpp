// Runs of which only some layers are random, through every command that takes a run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "experiments/saved_run/run_directory.h"
#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

using nlohmann::json;
using support::SmallExperiment;
using ::testing::HasSubstr;

const std::vector<std::string> kLastLayer{"method={name: bayes_by_backprop, layers: [f2]}"};

TEST(ChosenLayersProgram, GivenARunWithARandomLastLayerWhenUsedThenEveryCommandTakesIt) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("map").status, 0);
  auto started = kLastLayer;
  started.push_back("model.start={from: \"" + (experiment / "map").string() + "\", centre_prior: true}");
  const auto trained = experiment.run("run", started);
  ASSERT_EQ(trained.status, 0) << trained.messages;
  const auto run = (experiment / "run").string();

  for (const auto& command :
       std::vector<std::vector<std::string>>{{"evaluate", run},
                                             {"show", run},
                                             {"export", run, "--format", "html,csv,ipynb"},
                                             {"prune", run, "--share", "0.9"},
                                             {"convert", run},
                                             {"prior", run + "/config.yaml", "--draws", "3"},
                                             {"check", run + "/config.yaml"}}) {
    const auto ended = experiment.bnn(command);
    EXPECT_EQ(ended.status, 0) << command[0] << ended.messages;
  }
  // A mean and a deviation for the last layer's weights, a number for the others.
  const auto model = read_model(run);
  EXPECT_EQ(model.count("f1.weight") + model.count("f2.weight.mu") + model.count("f2.weight.rho"), 3U);
  EXPECT_EQ(model.count("f1.weight.mu") + model.count("f2.weight"), 0U);
  const auto plain = read_foreign_model(run + "/plain.safetensors");
  EXPECT_TRUE(plain.at("f1.weight").equal(model.at("f1.weight")));
  EXPECT_TRUE(plain.at("f2.weight").equal(model.at("f2.weight.mu")));
  EXPECT_EQ(plain.size(), 4U);
  // 784 * 16 + 16 + 16 * 10 + 10 weights, of both kinds.
  EXPECT_EQ(json::parse(slurp(run + "_pruned/pruning.json")).at("removed"), 11457);
}

TEST(ChosenLayersProgram, GivenAStopWhenResumedThenTheBitsAreThoseOfTheWholeRun) {
  const SmallExperiment experiment;
  std::vector<std::string> training{kLastLayer[0], "training.epochs=20", "--resume"};
  ASSERT_EQ(experiment.run("whole", training).status, 0);
  auto program = experiment.start("stopped", training);
  program.read_until(": epoch ", 4);
  program.send(SIGTERM);
  EXPECT_EQ(program.wait().signal, SIGTERM);

  const auto resumed = experiment.run("stopped", training);

  ASSERT_EQ(resumed.status, 0) << resumed.messages;
  EXPECT_EQ(support::results_of(experiment / "stopped"), support::results_of(experiment / "whole"));
}

TEST(ChosenLayersProgram, GivenWhatCannotBeWhenCheckedThenItIsRefusedWithTheReason) {
  const SmallExperiment experiment;
  const auto config = experiment.config().string();

  const auto unknown = experiment.bnn({"check", config, "method={name: mc_dropout, layers: [f2, \"g*\"]}"});
  const auto none = experiment.bnn({"check", config, "method={name: mc_dropout, layers: []}"});
  const auto first = experiment.bnn({"check", config, "method={name: mc_dropout, layers: [f1]}"});
  const auto points = experiment.bnn({"check", config, kLastLayer[0], "model.prior={name: horseshoe}"});
  const auto plain = experiment.bnn({"check", config, "method={name: map, layers: [f2]}"});

  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.messages, HasSubstr("\"g*\" matches no layer"));
  EXPECT_THAT(unknown.messages, HasSubstr("f1, f2"));
  EXPECT_THAT(unknown.messages, HasSubstr("method={name: mc_dropout"));  // and where it stands
  EXPECT_EQ(first.status, 2);
  EXPECT_THAT(first.messages, HasSubstr("nothing is random"));
  EXPECT_EQ(none.status, 2);
  EXPECT_THAT(none.messages, HasSubstr("f1, f2"));
  EXPECT_EQ(points.status, 2);
  EXPECT_THAT(points.messages, HasSubstr("pole at zero"));
  EXPECT_EQ(plain.status, 2);
  EXPECT_THAT(plain.messages, HasSubstr("layers"));
}

}  // namespace
}  // namespace bnn

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

using nlohmann::json;
using support::SmallExperiment;
using ::testing::HasSubstr;

json json_in(const std::filesystem::path& file) { return json::parse(slurp(file)); }

double accuracy_of(const std::filesystem::path& run, const char* split) {
  return json_in(run / "metrics.json").at(split).at("accuracy").at("value").get<double>();
}

TEST(PruneProgram, GivenAVariationalRunWhenPrunedThenTheNewFolderIsASmallRunThatCommandsTake) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run", {"method.name=bayes_by_backprop", "method.initial_sigma=0.02"}).status, 0);
  const auto run = (experiment / "run").string(), pruned = run + "_pruned";
  const auto before = support::results_of(run);

  const auto ended = experiment.bnn({"prune", run, "--share", "0.9"});

  ASSERT_EQ(ended.status, 0) << ended.messages;
  EXPECT_THAT(ended.output, HasSubstr("weights removed (90.0 %), by signal_to_noise"));
  EXPECT_EQ(support::results_of(run), before);
  // 784 * 16 + 16 + 16 * 10 + 10 weights.
  const auto report = json_in(pruned + "/pruning.json");
  EXPECT_EQ(report.at("weights"), 12730);
  EXPECT_EQ(report.at("removed"), 11457);
  // mu and rho took 8 bytes a weight; an eighth of a byte and a tenth of 4 bytes each are left.
  EXPECT_LT(std::filesystem::file_size(pruned + "/model.safetensors"),
            std::filesystem::file_size(run + "/model.safetensors") / 5);
  EXPECT_THAT(slurp(pruned + "/pruning.csv"), HasSubstr("Accuracy"));
  // Read back, it is measured as it was.
  const auto again = (experiment / "again").string();
  ASSERT_EQ(experiment.bnn({"evaluate", pruned, "--output", again}).status, 0);
  EXPECT_EQ(json_in(again + "/metrics.json").at("test"), json_in(pruned + "/metrics.json").at("test"));
  for (const auto& command : std::vector<std::vector<std::string>>{
           {"show", pruned}, {"export", pruned, "--format", "html,csv,ipynb"}, {"diff", run, pruned}}) {
    const auto taken = experiment.bnn(command);
    EXPECT_EQ(taken.status, 0) << command[0] << taken.messages;
  }
}

TEST(PruneProgram, GivenALossOfAccuracyWhenPrunedThenValidationKeepsIt) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run", {"method.name=bayes_by_backprop"}).status, 0);
  const auto run = (experiment / "run").string();

  for (const char* order : {"signal_to_noise", "kl"}) {
    const auto output = (experiment / order).string();
    const auto ended =
        experiment.bnn({"prune", run, "--accuracy-loss", "0.02", "--by", order, "--output", output});

    ASSERT_EQ(ended.status, 0) << ended.messages;
    EXPECT_GE(accuracy_of(output, "validation"), accuracy_of(run, "validation") - 0.02 - 1e-12) << order;
    const auto report = json_in(output + "/pruning.json");
    EXPECT_GT(report.at("share").get<double>(), 0.0) << order;
    EXPECT_EQ(report.at("share_chosen_on"), "validation");
    EXPECT_EQ(report.at("validation_accuracy"), accuracy_of(output, "validation"));
  }
}

TEST(PruneProgram, GivenARunWithDropoutWhenPrunedThenItSaysThatWeightsWentBySize) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run", {"method.name=mc_dropout"}).status, 0);
  const auto run = (experiment / "run").string();

  for (const char* order : {"signal_to_noise", "kl"}) {
    const auto output = (experiment / order).string();
    const auto ended = experiment.bnn({"prune", run, "--share", "0.5", "--by", order, "--output", output});

    ASSERT_EQ(ended.status, 0) << ended.messages;
    EXPECT_THAT(ended.output, HasSubstr("all of the weights went by |mean|"));
    EXPECT_EQ(json_in(output + "/pruning.json").at("ranked_by_score"), 0);
  }
  EXPECT_EQ(json_in(run + "/metrics.json").at("pruning_choice").at("order"), "the smallest first");
  EXPECT_EQ(json_in(run + "/metrics.json").at("pruning_choice").at("chosen_on"), "validation");
  EXPECT_EQ(slurp(experiment / "signal_to_noise/model.safetensors"),
            slurp(experiment / "kl/model.safetensors"));
}

TEST(PruneProgram, GivenPointsWhenPrunedThenEveryMemberLosesItsSmallestWeights) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run", {"method={name: deep_ensemble, members: 2}"}).status, 0);
  const auto run = (experiment / "run").string();

  const auto ended = experiment.bnn({"prune", run, "--share", "0.5"});
  const auto by_kl = experiment.bnn({"prune", run, "--share", "0.5", "--by", "kl", "--output", run + "_kl"});

  ASSERT_EQ(ended.status, 0) << ended.messages;
  EXPECT_EQ(json_in(run + "_pruned/pruning.json").at("removed"), 12730);
  EXPECT_EQ(by_kl.status, 2);
  EXPECT_THAT(by_kl.messages, HasSubstr("--by signal_to_noise"));
}

// What a stopped call had left was refused by the next one.
TEST(PruneProgram, GivenAStoppedCallWhenTheSameIsCalledAgainThenTheNewRunIsWhole) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run", {"method.name=bayes_by_backprop"}).status, 0);
  const auto run = (experiment / "run").string(), pruned = run + "_pruned";
  const std::vector<std::string> prune{"prune", run, "--share", "0.5"};
  ASSERT_EQ(experiment.bnn(prune).status, 0);
  const auto whole = support::results_of(pruned);

  const auto complete = experiment.bnn(prune);
  std::filesystem::remove(pruned + "/metrics.json");  // which is written last
  const auto late = experiment.bnn(prune);
  const auto results = support::results_of(pruned);
  std::filesystem::create_directory(experiment / "early");
  std::filesystem::copy_file(pruned + "/config.yaml", experiment / "early/config.yaml");  // written first
  const auto early =
      experiment.bnn({"prune", run, "--share", "0.5", "--output", (experiment / "early").string()});

  EXPECT_EQ(complete.status, 2);
  ASSERT_EQ(late.status, 0) << late.messages;
  EXPECT_EQ(results, whole);
  ASSERT_EQ(early.status, 0) << early.messages;
  EXPECT_EQ(support::results_of(experiment / "early"), whole);
  EXPECT_EQ(experiment.bnn({"show", (experiment / "early").string()}).status, 0);
}

TEST(PruneProgram, GivenTheBeginningOfAnotherRunWhenPrunedThereThenItStays) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run").status, 0);
  ASSERT_EQ(experiment.bnn({"prune", (experiment / "run").string(), "--share", "0.5"}).status, 0);
  std::filesystem::remove(experiment / "run_pruned/metrics.json");
  std::filesystem::create_directory(experiment / "run_pruned/checkpoints");  // prune makes none
  std::filesystem::create_directory(experiment / "other");
  std::filesystem::copy_file(experiment / "run/config.yaml", experiment / "other/config.yaml");

  const auto trained = experiment.bnn({"prune", (experiment / "run").string(), "--share", "0.9"});
  const auto other = experiment.bnn({"prune", (experiment / "run").string(), "--share", "0.9", "--output",
                                     (experiment / "other").string()});

  EXPECT_EQ(trained.status, 2);
  EXPECT_EQ(json_in(experiment / "run_pruned/pruning.json").at("share"), 0.5);
  EXPECT_EQ(other.status, 2);
  EXPECT_THAT(other.messages, HasSubstr("another configuration"));
  EXPECT_FALSE(std::filesystem::exists(experiment / "other/fitted.json"));
}

TEST(PruneProgram, GivenAWrongCommandWhenPrunedThenItSaysWhatIsMissing) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run", {"data.validation=0"}).status, 0);
  const auto run = (experiment / "run").string();

  const auto nothing = experiment.bnn({"prune", run});
  const auto twice = experiment.bnn({"prune", run, "--share", "0.5", "--accuracy-loss", "0.1"});
  const auto unknown = experiment.bnn({"prune", run, "--share", "0.5", "--by", "size"});
  const auto unvalidated = experiment.bnn({"prune", run, "--accuracy-loss", "0.1"});

  for (const auto& ended : {nothing, twice, unknown, unvalidated}) EXPECT_EQ(ended.status, 2);
  EXPECT_THAT(nothing.messages, HasSubstr("--accuracy-loss"));
  EXPECT_THAT(unknown.messages, HasSubstr("signal_to_noise or kl"));
  EXPECT_THAT(unvalidated.messages, HasSubstr("--share"));
  EXPECT_FALSE(std::filesystem::exists(run + "_pruned"));
}

}  // namespace
}  // namespace bnn

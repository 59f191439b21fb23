#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "experiments/files/sha256.h"
#include "experiments/saved_run/run_directory.h"
#include "tests/support/small_experiment.h"
#include "tests/support/small_training.h"

namespace bnn {
namespace {

using nlohmann::json;
using support::SmallExperiment;
using ::testing::HasSubstr;

double accuracy_of(const std::filesystem::path& run) {
  return json::parse(slurp(run / "metrics.json")).at("test").at("accuracy").at("value").get<double>();
}

TEST(StartProgram, GivenATrainedNetworkWhenAVariationalOneStartsFromItThenItIsAsGoodBeforeItHasLearnt) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("map").status, 0);
  const auto map = (experiment / "map").string();
  const std::vector<std::string> variational{
      "method.name=bayes_by_backprop", "training.epochs=1", "training.optimizer.learning_rate=1.0e-9",
      "model.start={from: \"" + map + "\", sigma_share: 0.001, centre_prior: true}"};

  const auto started = experiment.run("started", variational);
  const auto from_file =
      experiment.run("from_file", {"method.name=mc_dropout", "method.dropout_rate=0", "training.epochs=1",
                                   "training.optimizer.learning_rate=1.0e-9",
                                   "model.start.from=" + map + "/model.safetensors"});

  ASSERT_EQ(started.status, 0) << started.messages;
  ASSERT_EQ(from_file.status, 0) << from_file.messages;
  EXPECT_NEAR(accuracy_of(experiment / "started"), accuracy_of(experiment / "map"), 1e-12);
  EXPECT_NEAR(accuracy_of(experiment / "from_file"), accuracy_of(experiment / "map"), 1e-12);
  // What was trained needs the weights it started from no more.
  std::filesystem::rename(map, map + " is gone");
  const auto evaluated = experiment.bnn({"evaluate", (experiment / "started").string()});
  EXPECT_EQ(evaluated.status, 0) << evaluated.messages;
  const auto converted = experiment.bnn({"convert", (experiment / "started").string()});
  ASSERT_EQ(converted.status, 0) << converted.messages;
  const auto back = read_foreign_model(experiment / "started/plain.safetensors");
  const auto before = read_model(map + " is gone");
  ASSERT_EQ(back.size(), before.size());
  for (const auto& [name, tensor] : before) EXPECT_TRUE(back.at(name).allclose(tensor, 0.0, 1e-6)) << name;
}

TEST(StartProgram, GivenWhatDoesNotFitWhenCheckedThenItIsRefusedWithTheReason) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("map").status, 0);
  const auto map = (experiment / "map").string(), config = experiment.config().string();

  const auto fits = experiment.bnn({"check", config, "model.start.from=" + map});
  const auto other = experiment.bnn({"check", config, "model.start.from=" + map, "model.hidden=[17]"});
  const auto point =
      experiment.bnn({"check", config, "model.start={from: \"" + map + "\", centre_prior: true}"});
  const auto nothing =
      experiment.bnn({"check", config, "method.name=bayes_by_backprop", "model.start.centre_prior=true"});
  const auto missing = experiment.bnn({"check", config, "model.start.from=" + map + "/none.safetensors"});

  EXPECT_EQ(fits.status, 0) << fits.messages;
  EXPECT_EQ(other.status, 3);
  EXPECT_THAT(other.messages, HasSubstr("has shape"));
  EXPECT_EQ(point.status, 2);
  EXPECT_THAT(point.messages, HasSubstr("variational"));
  EXPECT_EQ(nothing.status, 2);
  EXPECT_THAT(nothing.messages, HasSubstr("model.start.from"));
  EXPECT_NE(missing.status, 0);
  EXPECT_NE(missing.status, 70);
}

TEST(StartProgram, GivenAnEnsembleWhenConvertedThenEachMemberIsAPlainNetwork) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run", {"method={name: deep_ensemble, members: 2}"}).status, 0);
  const auto output = (experiment / "plain.safetensors").string();

  const auto ended = experiment.bnn({"convert", (experiment / "run").string(), "--output", output});
  const auto started =
      experiment.run("started", {"training.epochs=1", "training.optimizer.learning_rate=1.0e-9",
                                 "model.start.from=" + (experiment / "plain_member1.safetensors").string()});

  ASSERT_EQ(ended.status, 0) << ended.messages;
  const auto model = read_model(experiment / "run");
  for (const std::string member : {"0", "1"}) {
    const auto plain = read_foreign_model(experiment / ("plain_member" + member + ".safetensors"));
    EXPECT_EQ(2 * plain.size(), model.size());
    for (const auto& [name, tensor] : plain) {
      EXPECT_TRUE(tensor.equal(model.at("member" + member + "." + name))) << name;
    }
  }
  EXPECT_FALSE(std::filesystem::exists(output));
  EXPECT_EQ(started.status, 0) << started.messages;
}

TEST(StartProgram, GivenConcreteDropoutWhenConvertedThenItsMeansHaveTheNamesOfThePlainNetwork) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run", {"method.name=concrete_dropout", "training.epochs=1"}).status, 0);

  ASSERT_EQ(experiment.bnn({"convert", (experiment / "run").string()}).status, 0);
  const auto started =
      experiment.run("started", {"model.start.from=" + (experiment / "run/plain.safetensors").string()});

  EXPECT_EQ(started.status, 0) << started.messages;
}

TEST(StartProgram, GivenAFileToStartFromWhenItChangesThenTheRunIsNotGoneOnWith) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("map").status, 0);
  ASSERT_EQ(experiment.run("other", {"seed=5"}).status, 0);
  const auto file = experiment / "weights.safetensors";
  std::filesystem::copy_file(experiment / "map/model.safetensors", file);
  const std::vector<std::string> from{"model.start.from=" + file.string()};
  ASSERT_EQ(experiment.run("run", from).status, 0);
  const auto sum = json::parse(slurp(experiment / "run/environment.json")).at("start_sha256");
  EXPECT_EQ(sum, sha256_hex({slurp(file)}));

  std::filesystem::copy_file(experiment / "other/model.safetensors", file,
                             std::filesystem::copy_options::overwrite_existing);
  const auto resumed = experiment.run("run", {from[0], "--resume"});
  const auto exported = experiment.bnn({"export", (experiment / "run").string(), "--format", "json"});

  EXPECT_EQ(resumed.status, 2);
  EXPECT_THAT(resumed.messages, HasSubstr("the weights to start from have changed"));
  EXPECT_EQ(exported.status, 0) << exported.messages;
  EXPECT_EQ(json::parse(slurp(experiment / "run/environment.json")).at("start_sha256"), sum);
}

}  // namespace
}  // namespace bnn

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "experiments/files/sha256.h"
#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

using support::SmallExperiment;
using ::testing::HasSubstr;

class LongerRun : public ::testing::TestWithParam<std::string> {};

TEST_P(LongerRun, GivenAFinishedRunWhenItGoesOnWithAConstantRateThenItIsTheLongerRunToTheBit) {
  const SmallExperiment experiment;
  const auto words = [&](std::vector<std::string> more) {
    more.insert(more.end(), {"training.schedule.name=constant", GetParam()});
    return more;
  };
  ASSERT_EQ(experiment.run("whole", words({"training.epochs=5"})).status, 0);
  ASSERT_EQ(experiment.run("run", words({})).status, 0);

  const auto shorter = experiment.run("run", words({"training.epochs=1", "--resume"}));
  const auto ended = experiment.run("run", words({"training.epochs=5", "--resume"}));
  const auto again = experiment.run("run", words({"training.epochs=5", "--resume"}));

  EXPECT_EQ(shorter.status, 2);
  ASSERT_EQ(ended.status, 0) << ended.messages;
  EXPECT_THAT(ended.messages, HasSubstr("laid out anew"));
  EXPECT_EQ(support::history_of(experiment / "run"), support::history_of(experiment / "whole"));
  for (const char* file : {"weights.npz", "predictions.npz", "config.yaml"}) {
    EXPECT_EQ(sha256_hex({slurp(experiment / "run" / file)}),
              sha256_hex({slurp(experiment / "whole" / file)}))
        << file;
  }
  const auto fitted = nlohmann::json::parse(slurp(experiment / "run/fitted.json"));
  ASSERT_EQ(fitted.at("continued").size(), 1u);
  EXPECT_EQ(again.status, 0) << again.messages;
  EXPECT_EQ(experiment.bnn({"show", (experiment / "run").string()}).status, 0);
}

INSTANTIATE_TEST_SUITE_P(Methods, LongerRun,
                         ::testing::Values("method.name=map", "method.name=bayes_by_backprop"),
                         [](const auto& info) { return "Method" + std::to_string(info.index); });

TEST(LongerRun, GivenAnEnsembleWhenItIsToGoOnForLongerThenItIsRefusedAndStaysAsItIs) {
  const SmallExperiment experiment;
  const std::string ensemble = "method={name: deep_ensemble, members: 2}";
  ASSERT_EQ(experiment.run("run", {ensemble}).status, 0);
  const auto before = support::results_of(experiment / "run");

  const auto ended = experiment.run("run", {ensemble, "training.epochs=4", "--resume"});

  EXPECT_EQ(ended.status, 2);
  EXPECT_THAT(ended.messages, HasSubstr("an ensemble cannot go on for longer"));
  EXPECT_EQ(support::results_of(experiment / "run"), before);
  EXPECT_EQ(experiment.bnn({"show", (experiment / "run").string()}).status, 0);
}

TEST(LongerRun, GivenAScheduleThatDependsOnTheLengthWhenTheRunGoesOnThenItIsLaidOutAnew) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run", {"training.schedule.name=cosine"}).status, 0);

  const auto ended =
      experiment.run("run", {"training.schedule.name=cosine", "training.epochs=4", "--resume"});

  ASSERT_EQ(ended.status, 0) << ended.messages;
  const auto history = support::history_of(experiment / "run");
  ASSERT_EQ(history.size(), 4u);
  const auto rate = [&](std::size_t epoch) {
    return nlohmann::json::parse(history[epoch]).at("learning_rate").get<double>();
  };
  // Half a cosine over 2 epochs ends at 0; over 4 epochs it is 0.01 (1 + cos(3/4 pi)) / 2 after the third.
  EXPECT_NEAR(rate(1), 0.0, 1e-9);
  EXPECT_NEAR(rate(2), 0.01 * 0.14644660940672624, 1e-9);
  EXPECT_NEAR(rate(3), 0.0, 1e-9);
}

}  // namespace
}  // namespace bnn

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using support::SmallExperiment;
using ::testing::HasSubstr;

TEST(LrFind, GivenAConfigurationWhenTestedThenCurveAndSuggestionsAreWritten) {
  const SmallExperiment experiment;
  const auto output = experiment / "rates";

  const auto ended =
      experiment.bnn({"lr-find", experiment.config().string(), "training.optimizer={name: sgd, momentum: 0}",
                      "--output", output.string(), "--steps", "60", "--highest", "1e6"});

  EXPECT_EQ(ended.status, 0) << ended.messages;
  EXPECT_THAT(ended.output, HasSubstr("Steepest"));
  const auto found = nlohmann::json::parse(slurp(output / "lr_find.json"));
  EXPECT_TRUE(found["diverged"].get<bool>());
  EXPECT_EQ(found["steps"][0]["learning_rate"], 1e-7);
  EXPECT_GT(found["suggestions"]["steepest"].get<double>(), 1e-7);
  EXPECT_THAT(slurp(output / "lr_find.csv"), HasSubstr("learning_rate,loss,smoothed"));
  EXPECT_THAT(slurp(output / "lr_find.html"), HasSubstr("</html>"));
}

TEST(LrFind, GivenAFolderThatHoldsARunWhenTestedThenItRefusesAndTheRunIsAsItWas) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run").status, 0);
  const auto before = support::results_of(experiment / "run");

  const auto ended =
      experiment.bnn({"lr-find", experiment.config().string(), "--output", (experiment / "run").string()});

  EXPECT_EQ(ended.status, 2) << ended.messages;
  EXPECT_THAT(ended.messages, HasSubstr("holds files already"));
  EXPECT_EQ(support::results_of(experiment / "run"), before);
  EXPECT_FALSE(fs::exists(experiment / "run/lr_find.json"));
}

TEST(LrFind, GivenRatesThatMakeNoSenseWhenTestedThenStatusIsTwo) {
  const SmallExperiment experiment;
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(),
                {"lr-find", experiment.config().string(), "--output", (experiment / "x").string()});
    return experiment.bnn(more).status;
  };

  EXPECT_EQ(with({"--lowest", "1", "--highest", "0.1"}), 2);
  EXPECT_EQ(with({"--lowest", "0"}), 2);
  EXPECT_EQ(with({"--steps", "1"}), 2);
}

}  // namespace
}  // namespace bnn

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using support::SmallExperiment;
using ::testing::AllOf;
using ::testing::HasSubstr;

// Both were once defects of the program, with status 70.
TEST(EditedJson, GivenAnEntryOfAnotherTypeInTheEnvironmentWhenResumedThenStatusIsThreeAndItIsNamed) {
  const SmallExperiment experiment;
  ASSERT_EQ(experiment.run("run").status, 0);
  const auto file = experiment / "run/environment.json";
  auto environment = json::parse(slurp(file));
  environment["kernels_changed"] = 3;
  put(file, environment.dump());
  fs::remove(experiment / "run/metrics.json");

  const auto ended = experiment.run("run", {"--resume"});

  EXPECT_EQ(ended.status, 3) << ended.messages;
  EXPECT_THAT(ended.messages, AllOf(HasSubstr("`kernels_changed`"), HasSubstr("environment.json")));
}

TEST(EditedJson, GivenAnEnvironmentThatIsNoJsonWhenAnOldComparisonIsResumedThenStatusIsThree) {
  const SmallExperiment experiment;
  put(experiment / "comparison.yaml",
      "name: small\nbase: config.yaml\nseeds: [0]\nmethods: [{label: MAP, method: {name: map}}]\n");
  const std::vector<std::string> compare{"compare", (experiment / "comparison.yaml").string(), "--output",
                                         (experiment / "compared").string(), "--resume"};
  ASSERT_EQ(experiment.bnn(compare).status, 0);
  const auto run = experiment / "compared/MAP/0";
  for (const char* name : {"manifest.json", "fitted.json"}) fs::remove(run / name);  // of an older version
  put(run / "environment.json", "{");

  const auto ended = experiment.bnn(compare);

  EXPECT_EQ(ended.status, 3) << ended.messages;
  EXPECT_THAT(ended.messages, HasSubstr("environment.json"));
}

}  // namespace
}  // namespace bnn

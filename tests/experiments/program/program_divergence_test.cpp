// Configurations whose numbers leave single precision: refused when read, or stopped as diverged; never a
// result, never a checkpoint that holds what is not a number.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/types.h>

#include "experiments/files/safetensors.h"
#include "experiments/saved_run/checkpoint.h"
#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

namespace fs = std::filesystem;
using support::SmallExperiment;
using ::testing::HasSubstr;

struct Overflow {
  std::string name;
  std::vector<std::string> overrides;
  int status;
  std::string message;
};

class Overflows : public ::testing::TestWithParam<Overflow> {};

// The validation figure that no epoch has reached is infinite from the start.
void expect_finite_checkpoints(const fs::path& run) {
  if (!fs::exists(run / "checkpoints")) return;
  for (const auto& item : fs::directory_iterator(run / "checkpoints")) {
    if (item.path().extension() != ".safetensors") continue;
    for (const auto& [name, tensor] : to_state(from_safetensors(slurp(item.path()), item.path().string()))) {
      if (name.find("progress") != std::string::npos || !tensor.is_floating_point()) continue;
      EXPECT_TRUE(tensor.isfinite().all().item<bool>()) << item.path() << " " << name;
    }
  }
}

TEST_P(Overflows, GivenAnOverflowWhenRunThenItNeverEndsWell) {
  const SmallExperiment experiment;

  const auto ended = experiment.run("run", GetParam().overrides);

  EXPECT_EQ(ended.status, GetParam().status) << ended.messages;
  EXPECT_THAT(ended.messages, HasSubstr(GetParam().message));
  EXPECT_FALSE(fs::exists(experiment / "run/metrics.json"));
  expect_finite_checkpoints(experiment / "run");
}

const char* const kBayes = "method.name=bayes_by_backprop";

INSTANTIATE_TEST_SUITE_P(
    Figures, Overflows,
    ::testing::Values(
        Overflow{"InitialSigma", {kBayes, "method.initial_sigma=1.0e-46"}, 2, "initial_sigma"},
        Overflow{"Temperature", {kBayes, "training.temperature=1.0e+39"}, 2, "temperature"},
        Overflow{"LargeTemperature", {kBayes, "training.temperature=1.0e+38"}, 4, "training step"},
        Overflow{"LargeTemperatureOfPoints", {"training.temperature=1.0e+38"}, 4, "training step"},
        Overflow{"LearningRate",
                 {kBayes, "training.optimizer.learning_rate=1.0e+6", "training.epochs=20"},
                 4,
                 "training step"},
        // At 1.0e+6 this small network's figures are huge, but numbers.
        Overflow{"LearningRateOfPoints",
                 {"training.optimizer.learning_rate=1.0e+18", "training.epochs=20"},
                 4,
                 "training step"},
        Overflow{"LearningRateOfLenet",
                 {kBayes, "model={name: lenet5}", "training.optimizer.learning_rate=1.0e+6"},
                 4,
                 "training step"},
        Overflow{"PriorSigma", {"model.prior.sigma=1.0e-30"}, 2, "sigma"},
        Overflow{"Horseshoe",
                 {kBayes, "model.prior={name: horseshoe}", "training.temperature=0.5",
                  "training.tempering=posterior"},
                 2,
                 "tempering"}),
    [](const auto& info) { return info.param.name; });

TEST(LastEpoch, GivenAWarmUpLongerThanTheTrainingWhenRunThenThatTheLastEpochIsKeptIsSaid) {
  const SmallExperiment experiment;

  const auto ended = experiment.run("run", {"training.kl_warmup_epochs=5"});

  EXPECT_EQ(ended.status, 0) << ended.messages;
  EXPECT_THAT(ended.messages, HasSubstr("the last epoch is kept"));
}

// The same configuration twice, under a prior whose KL is estimated: the same figures.
TEST(EstimatedKl, GivenAMixturePriorWhenRunTwiceThenTheReportedKlIsTheSameAndHasAnError) {
  const SmallExperiment experiment;
  const std::vector<std::string> overrides{kBayes, "model.prior={name: scale_mixture}"};

  ASSERT_EQ(experiment.run("one", overrides).status, 0);
  ASSERT_EQ(experiment.run("two", overrides).status, 0);

  const auto one = slurp(experiment / "one/weights.csv");
  EXPECT_EQ(one, slurp(experiment / "two/weights.csv"));
  EXPECT_THAT(one, HasSubstr("kl_monte_carlo_error"));
  EXPECT_THAT(one, ::testing::Not(HasSubstr(",0\r\n")));
}

}  // namespace
}  // namespace bnn

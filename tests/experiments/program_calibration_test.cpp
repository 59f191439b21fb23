#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/small_experiment.h"

namespace bnn {
namespace {

using support::SmallExperiment;
using ::testing::HasSubstr;

TEST(Calibration, GivenEveryCalibrationWhenRunThenEachHasItsSplitAndWhatFitsTooManyNumbersIsWarnedOf) {
  const SmallExperiment experiment;

  const auto ran = experiment.run(
      "run",
      {"evaluation.calibration=[temperature, vector, {name: matrix, off_diagonal_penalty: 1.0}, matrix, "
       "histogram, isotonic]",
       "report.formats=[html]"});

  EXPECT_EQ(ran.status, 0) << ran.messages;
  const auto metrics = nlohmann::json::parse(slurp(experiment / "run/metrics.json"));
  for (const char* split : {"test_temperature", "test_vector", "test_matrix", "test_matrix_2",
                            "test_histogram", "test_isotonic"}) {
    EXPECT_TRUE(metrics.contains(split)) << split;
    EXPECT_TRUE(metrics[split]["nll"]["value"].is_number()) << split;  // infinite would be null
  }
  EXPECT_NE(metrics["test_matrix"]["nll"], metrics["test_matrix_2"]["nll"]);
  EXPECT_FALSE(metrics["details"]["test_temperature"].contains("warning"));
  EXPECT_THAT(metrics["details"]["test_matrix"]["warning"].get<std::string>(),
              HasSubstr("110 numbers were fitted to 100 examples"));
  EXPECT_THAT(ran.output, HasSubstr("warning: 110 numbers"));
  EXPECT_THAT(slurp(experiment / "run/report.html"), HasSubstr("110 numbers were fitted"));
}

}  // namespace
}  // namespace bnn

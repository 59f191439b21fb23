#include "experiments/compare/metrics_difference.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/experiments/files/temporary_folder.h"

namespace bnn {
namespace {

void put_nll(const std::filesystem::path& run, const std::string& value) {
  put(run / "metrics.json",
      R"({"test": {"nll": {"value": )" + value + R"(, "low": null, "high": null, "monte_carlo_error": 0}},
          "details": {"test": {"reliability": []}}, "seconds": {"training": 1, "per_10000_predictions": 2}})");
}

// "+nan" was what was printed.
TEST(MetricsDifference, GivenAFigureThatOneOfTwoRunsHasNotWhenComparedThenThereIsNoDifference) {
  const TemporaryFolder first, second;
  put_nll(first.path, "0.5");
  put_nll(second.path, "null");

  const auto table = metrics_difference(first.path, "a", second.path, "b");

  ASSERT_FALSE(table.rows.empty());
  for (const auto& row : table.rows) EXPECT_EQ(row.at(3).text, "–") << row.at(0).text;
}

TEST(MetricsDifference, GivenAFigureOfBothWhenComparedThenTheDifferenceHasItsSign) {
  const TemporaryFolder first, second;
  put_nll(first.path, "0.5");
  put_nll(second.path, "0.625");

  const auto table = metrics_difference(first.path, "a", second.path, "b");

  std::vector<std::string> differences;
  for (const auto& row : table.rows) {
    if (row.at(3).text != "–") differences.push_back(row.at(3).text);
  }
  EXPECT_EQ(differences, std::vector<std::string>{"+0.1250"});  // by hand: 0.625 - 0.5
}

}  // namespace
}  // namespace bnn

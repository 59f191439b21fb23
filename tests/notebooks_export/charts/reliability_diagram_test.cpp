#include "notebooks_export/charts/reliability_diagram.h"

#include <gtest/gtest.h>

namespace report {
namespace {

const std::vector<ReliabilityBin> kBins{
    {0.0, 0.5, 5, 0.4, 0.2}, {0.5, 0.9, 40, 0.87, 0.74}, {0.9, 1.0, 900, 0.99, 0.99}};

TEST(ReliabilityDiagram, GivenBinsWhenPutInWordsThenTheFullestBelowTheLastSpeaks) {
  EXPECT_EQ(reliability_sentence(kBins), "Of 100 predictions made with about 87 % confidence, 74 are right.");
}

TEST(ReliabilityDiagram, GivenHardlyAnyImageBelowTheLastBinWhenPutInWordsThenNothingIsSaid) {
  EXPECT_EQ(reliability_sentence({kBins[0], kBins[2]}), "");
}

TEST(ReliabilityDiagram, GivenABinWhenDrawnThenItHasItsWilsonInterval) {
  const Chart chart = reliability_diagram({"test", 100, {}, {{0.5, 1.0, 10, 0.8, 0.5}}, {}});

  // Wilson 1927 with z = 1.96 for 5 of 10: 0.2366 to 0.7634 (Agresti & Coull 1998, table for n = 10).
  const auto& row = chart.spec["vconcat"][0]["data"]["values"][0];
  EXPECT_NEAR(row["from"].get<double>(), 0.2366, 5e-5);
  EXPECT_NEAR(row["to"].get<double>(), 0.7634, 5e-5);
}

TEST(ReliabilityDiagram, GivenAnEmptyBinWhenDrawnThenItHasNoAccuracy) {
  const Chart chart = reliability_diagram({"test", 0, {}, {{0.0, 0.5, 0, 0.0, 0.0}}, {}});

  EXPECT_FALSE(chart.spec["vconcat"][0]["data"]["values"][0].contains("accuracy"));
}

}  // namespace
}  // namespace report

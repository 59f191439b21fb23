#include "notebooks_export/records/citation.h"

#include <gtest/gtest.h>

namespace report {
namespace {

TEST(Citation, GivenMethodsWithPapersWhenCitedThenEachPaperComesOnceBehindTheSoftware) {
  RunRecord run;
  run.paper = "@article{one}\n";
  ComparisonRecord comparison;
  comparison.methods.resize(3);
  comparison.methods[0].paper = comparison.methods[2].paper = "@article{two}\n";  // MAP has none

  EXPECT_EQ(citation(RunRecord{}).rfind("@software{bayes,", 0), 0u);
  EXPECT_EQ(citation(run), citation(RunRecord{}) + "\n@article{one}\n");
  EXPECT_EQ(citation(comparison), citation(RunRecord{}) + "\n@article{two}\n");
}

}  // namespace
}  // namespace report

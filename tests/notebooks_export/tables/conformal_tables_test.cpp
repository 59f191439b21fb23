#include "notebooks_export/tables/conformal_tables.h"

#include <gtest/gtest.h>

#include "tests/support/sample_record.h"

namespace report {
namespace {

TEST(ConformalTables, GivenTwoKindsOfSetsWhenTabledThenEachHasALineWithItsOptions) {
  const Table table = conformal_table(support::sample_run().conformal);

  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[1][1].text, "coverage: 0.9, class_conditional: true");
  EXPECT_EQ(table.rows[0][2].text, "90.40\u00A0%");
  EXPECT_EQ(table.rows[0][5].text, "1.250 [1.210, 1.290]");
}

TEST(ConformalTables, GivenClassesAndSizesWhenTabledThenSizesThatDoNotOccurAreLeftOut) {
  const auto run = support::sample_run();

  const Table by_class = conformal_class_table(run.conformal, run.class_names);
  const Table by_size = conformal_size_table(run.conformal);

  EXPECT_EQ(by_class.rows.size(), 10u);
  EXPECT_EQ(by_class.columns.size(), 3u);
  EXPECT_EQ(by_class.rows[3][0].text, "3");
  ASSERT_EQ(by_size.rows.size(), 2u);
  EXPECT_EQ(by_size.rows[1][0].text, "2");
}

TEST(ConformalTables, GivenNoSetsWhenTabledThenThereAreNoRows) {
  EXPECT_TRUE(conformal_table({}).rows.empty());
  EXPECT_TRUE(conformal_class_table({}, {}).rows.empty());
  EXPECT_TRUE(conformal_size_table({}).rows.empty());
}

}  // namespace
}  // namespace report

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "experiments/config/yaml/field_rows.h"
#include "experiments/config/yaml/yaml_printer.h"
#include "tests/experiments/config/reading.h"

namespace bnn::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

SampleMatrix read_matrix(const std::string& yaml) {
  return read_options<SampleMatrix>(parse_yaml(yaml, "a.yaml"));
}

TEST(Matrix, GivenRowsWhenReadAndPrintedThenTheyAreTheSame) {
  auto options = read_matrix("costs:\n  - [0, 0.1]\n  - [25, 1.0e-3, 4]\n");
  YamlPrinter printer;
  SampleMatrix::visit_fields(options, printer);

  EXPECT_EQ(printer.text(), "costs: [[0.0, 0.1], [25.0, 0.001, 4.0]]\n");
  EXPECT_EQ(read_matrix(printer.text()).costs, options.costs);
  EXPECT_EQ(options.costs, (std::vector<std::vector<double>>{{0.0, 0.1}, {25.0, 1e-3, 4.0}}));
  EXPECT_THAT(read_matrix("costs: []\n").costs, IsEmpty());
}

TEST(Matrix, GivenWhatIsNoMatrixWhenReadThenEachElementIsPointedAt) {
  const auto error = [](const std::string& yaml) { return message_of([&] { read_matrix(yaml); }); };

  EXPECT_THAT(error("costs: 3\n"), HasSubstr("`costs` is"));
  EXPECT_THAT(error("costs: [0, 1]\n"), HasSubstr("`costs[0]` is"));
  EXPECT_THAT(error("costs:\n  - [0, 1]\n  - [-2, 0]\n"),
              AllOf(HasSubstr("`costs[1][0]` is `-2`"), HasSubstr("a.yaml:3:6"), HasSubstr("a number >= 0")));
  EXPECT_THAT(error("costs: [[0, much]]\n"), HasSubstr("`costs[0][1]` is `much`"));
  EXPECT_THAT(error("costs:\n"), HasSubstr("a list of rows, each a list, each a number >= 0"));
}

TEST(Matrix, GivenAMatrixWhenDescribedThenItSaysWhatIsExpected) {
  SampleMatrix options;
  FieldRows rows;
  SampleMatrix::visit_fields(options, rows);

  EXPECT_EQ(rows.rows().at(0).expected, "a list of rows, each a list, each a number >= 0");
  EXPECT_EQ(rows.rows().at(0).value, "[]");
}

}  // namespace
}  // namespace bnn::testing

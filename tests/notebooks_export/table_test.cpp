#include "notebooks_export/table.h"

#include <gtest/gtest.h>

#include <cmath>

namespace report {
namespace {

Table two_rows() {
  return {"Title", {{"Name"}, {"Value", Align::kRight}}, {{"σ", 0.5}, {"a|b", std::int64_t{-12}}}};
}

TEST(Table, GivenTextBeyondAsciiWhenPrintedThenColumnsAlign) {
  EXPECT_EQ(plain_text(two_rows()),
            "Title\n"
            "\n"
            "Name  Value\n"
            "────  ─────\n"
            "σ       0.5\n"
            "a|b     -12\n");
}

TEST(Table, GivenAPipeWhenWrittenAsMarkdownThenItDoesNotSplitTheCell) {
  EXPECT_EQ(markdown(two_rows()),
            "**Title**\n"
            "\n"
            "| Name | Value |\n"
            "| --- | ---: |\n"
            "| σ | 0.5 |\n"
            "| a\\|b | -12 |\n");
}

TEST(Table, GivenNegativeNumbersWhenWrittenAsCsvThenOnlyTextsArePrefixed) {
  const Table table{"", {{"name"}, {"x"}}, {{"-1", -1.0}, {"ok", std::nan("")}}};

  EXPECT_EQ(csv(table), "name,x\r\n'-1,-1\r\nok,\r\n");
}

TEST(Table, GivenADoubleWhenItIsACellThenItReadsBackTheSame) {
  const double value = 0.1 + 0.2;

  EXPECT_EQ(std::stod(Cell(value).text), value);
}

}  // namespace
}  // namespace report

#include "notebooks_export/tables/table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "notebooks_export/tables/conformal_tables.h"
#include "notebooks_export/tables/result_tables.h"
#include "notebooks_export/text/text_wrapping.h"
#include "tests/support/sample_record.h"

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

std::size_t widest_line(const std::string& text) {
  std::size_t widest = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) widest = std::max(widest, column_count(line));
  return widest;
}

TEST(Table, GivenLittleRoomWhenPrintedThenTitlesAndTextsAreWrappedAndFiguresAreNot) {
  const Table table{"",
                    {{"Metric"}, {"Monte Carlo error", Align::kRight}},
                    {{"Expected calibration error", Cell::figure("0.0012 ± 0.0001")}}};

  EXPECT_EQ(plain_text(table, 32),
            "Metric               Monte Carlo\n"
            "                           error\n"
            "───────────────  ───────────────\n"
            "Expected         0.0012 ± 0.0001\n"
            "calibration\n"
            "error\n");
}

TEST(Table, GivenMoreColumnsThanFitWhenPrintedThenTheyStandBelowWithTheFirstAgain) {
  const auto figure = [](const char* text) { return Cell::figure(text); };
  const Table table{"",
                    {{"Method"}, {"A"}, {"B"}, {"C"}},
                    {{"MAP", figure("0.111111"), figure("0.222222"), figure("0.333333")}}};

  EXPECT_EQ(plain_text(table, 26),
            "Method  A         B\n"
            "──────  ────────  ────────\n"
            "MAP     0.111111  0.222222\n"
            "\n"
            "Method  C\n"
            "──────  ────────\n"
            "MAP     0.333333\n");
}

TEST(Table, GivenTheTablesOfRunsAndComparisonsWhenPrintedThenTheyFitEightyColumnsAndLoseNoFigure) {
  RunRecord run = support::sample_run();
  run.splits.push_back({"test_temperature", 10, run.splits.front().metrics, {}, {}, "Fitted"});
  const auto comparison = support::sample_comparison();

  for (const Table& table :
       {run_table(run), calibration_table(run), comparison_table(comparison), difference_table(comparison),
        images_table(comparison), conformal_table(run.conformal)}) {
    const auto text = plain_text(table, 80);

    EXPECT_LE(widest_line(text), 80u) << text;
    for (const auto& row : table.rows) {
      for (const auto& cell : row) {
        if (!cell.is_figure) continue;
        EXPECT_NE(text.find(cell.text), std::string::npos) << cell.text << "\n" << text;
      }
    }
  }
}

}  // namespace
}  // namespace report

#include "experiments/datasets/csv_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
// After gtest's own header, which it needs.
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <random>
#include <sstream>

#include "tests/experiments/datasets/gzip.h"
#include "tests/experiments/files/fault_of.h"
#include "tests/experiments/files/temporary_folder.h"

namespace bnn {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Rows = std::vector<std::vector<std::string>>;

// rapidcheck reads its settings at the first property; another seed can still be given from outside.
const int seed_is_fixed = setenv("RC_PARAMS", "seed=20240613", /*overwrite=*/0);

constexpr Delimiter kAll[] = {Delimiter::kComma, Delimiter::kSemicolon, Delimiter::kTab, Delimiter::kBlanks};

CsvTable read(const std::string& bytes, const CsvFormat& format = {}) {
  std::istringstream stream(bytes);
  return read_csv(stream, "a.csv", format);
}

CsvFormat without_header(Delimiter delimiter = Delimiter::kFound, Decimal decimal = Decimal::kPoint) {
  return {delimiter, false, decimal};
}

Rows rows_of(const CsvTable& table) {
  Rows rows;
  std::vector<std::string_view> cells;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    table.get_row(row, cells);
    rows.emplace_back(cells.begin(), cells.end());
  }
  return rows;
}

bayes::Error trouble(const std::string& bytes, const CsvFormat& format = {}) {
  const auto error = error_of([&] { read(bytes, format); });
  if (!error) ADD_FAILURE() << "read without an error: " << bytes.substr(0, 100);
  return error.value_or(bayes::Error("", "", ""));
}

std::string quoted(const std::string& cell) {
  std::string text = "\"";
  for (const char byte : cell) text += byte == '"' ? "\"\"" : std::string(1, byte);
  return text + "\"";
}

/// What is written by the rules of RFC 4180 with all cells in quotes.
std::string written(const Rows& rows, const std::string& delimiter, const std::string& line_end) {
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      text += (column == 0 ? "" : delimiter) + quoted(row[column]);
    }
    text += line_end;
  }
  return text;
}

TEST(CsvFile, GivenATableWhenReadThenNamesCellsAndLinesAreThose) {
  const CsvTable table = read("a,b c\n1,x\n\" 2 \",  y y \n,\"q \"\"r\"\"\n,s\"\n5,5\"\"\n");

  EXPECT_THAT(table.columns, ElementsAre("a", "b c"));
  EXPECT_EQ(rows_of(table), (Rows{{"1", "x"}, {" 2 ", "y y"}, {"", "q \"r\"\n,s"}, {"5", "5\"\""}}));
  EXPECT_EQ(table.line(2), 4);
  EXPECT_EQ(table.line(3), 6);  // the row before takes two lines
  EXPECT_EQ(table.where(3, 1), "a.csv, row 4 (line 6), column 2 `b c`");
  EXPECT_EQ(table.format.delimiter, Delimiter::kComma);
}

TEST(CsvFile, GivenMarksLineEndsAndPackingWhenReadThenTheTableIsTheSame) {
  const Rows expected{{"1", "2"}, {"3", "ä"}};
  for (const std::string text :
       {"a,b\n1,2\n3,ä\n", "a,b\n1,2\n3,ä", "a,b\r\n1,2\r\n3,ä\r\n", "a,b\r1,2\r3,ä\r",
        "\xEF\xBB\xBF"
        "a,b\n1,2\n3,ä\n\n \r\n\n",
        "\"a\",\"b\"\n\"1\",\"2\"\n\"3\",\"ä\""}) {
    for (const bool packed : {false, true}) {
      const CsvTable table = read(packed ? gzip(text) : text);

      EXPECT_THAT(table.columns, ElementsAre("a", "b")) << text;
      EXPECT_EQ(rows_of(table), expected) << text;
    }
  }
}

TEST(CsvFile, GivenNoHeaderWhenReadThenColumnsAreNumbers) {
  const CsvTable table = read("1 2\n3 4\n", without_header());

  EXPECT_THAT(table.columns, ElementsAre("1", "2"));
  EXPECT_EQ(rows_of(table), (Rows{{"1", "2"}, {"3", "4"}}));
}

TEST(CsvFile, GivenColumnsWithoutNamesWhenReadThenTheyHaveTheirNumbers) {
  EXPECT_THAT(read(",x,\"\"\n1,2,3\n").columns, ElementsAre("1", "x", "3"));
}

TEST(CsvFile, GivenAFileWhenReadThenItsSumIsThatOfTheUnpackedBytes) {
  const TemporaryFolder folder;
  put(folder.path / "a.csv", gzip("abc\n1\n"));

  const CsvTable table = read_csv(folder.path / "a.csv");

  // By the program sha256sum of the six bytes.
  EXPECT_EQ(table.sha256, "5cb310b6f87a23bce211e77652daf4e4931a010ffbca35148659961a9207e0fb");
  EXPECT_EQ(fault_of([&] { read_csv(folder.path / "none.csv"); }), bayes::Fault::kData);
  EXPECT_EQ(fault_of([&] { read_csv(folder.path); }), bayes::Fault::kData);
}

TEST(CsvFile, GivenNoDelimiterWhenReadThenItIsFound) {
  const auto found = [](const std::string& text, Decimal decimal = Decimal::kPoint) {
    return read(text, without_header(Delimiter::kFound, decimal)).format.delimiter;
  };

  EXPECT_EQ(found("1,2\n3,4\n"), Delimiter::kComma);
  EXPECT_EQ(found("1,5;2,5\n3,4;5\n"), Delimiter::kSemicolon);
  EXPECT_EQ(found("a b, c\td\ne\tf\n"), Delimiter::kTab);
  EXPECT_EQ(found("1 2\n3    4\n"), Delimiter::kBlanks);
  EXPECT_EQ(found("\"a,b\";c\n\"d,\n;e\";f\n"), Delimiter::kSemicolon);
  EXPECT_EQ(found("1\n2\n"), Delimiter::kComma);
  EXPECT_EQ(found("2019-01-01 10:00,1\n2019-01-01 11:00,2\n"), Delimiter::kComma);
  // Decimal commas are as regular as delimiters.
  EXPECT_EQ(found("1,5 2,5\n3,5 4,5\n", Decimal::kComma), Delimiter::kBlanks);
  EXPECT_EQ(found("\"1,5\",\"2,5\"\n", Decimal::kComma), Delimiter::kComma);
  EXPECT_EQ(found("1;2\n" + std::string(100'000, '3') + ";4\n"), Delimiter::kSemicolon);
}

TEST(CsvFile, GivenThePublishedFormsOfUciWhenReadThenColumnsAreFound) {
  // First lines of bostonHousing, concrete (its last line is empty), kin8nm and wine.
  for (const std::string text :
       {" 0.00632  18.00   2.310  0\n 0.02731   0.00   7.070  0\n",
        "540.0 \t0.0 \t28 \t79.99 \n1\t2\t3\t4\n\n",
        "  -1.5e-02   3.6e-01   4.6e-01   5.3e-01\n   3.6e-01  -3.0e-01   4.6e-01   3.0e-01\n",
        "7.4 0.7 0 1.9\n7.8 0.88 0 2.6\n"}) {
    const CsvTable table = read(text, without_header());

    EXPECT_EQ(table.rows(), 2) << text;
    EXPECT_THAT(table.columns, ElementsAre("1", "2", "3", "4")) << text;
    for (const auto& row : rows_of(table)) {
      for (const auto& cell : row) EXPECT_TRUE(number_in(cell, Decimal::kPoint)) << cell;
    }
  }
}

RC_GTEST_PROP(CsvFile, GivenAnyCellsInQuotesWhenReadThenTheyAreThose, ()) {
  const auto character =
      rc::gen::element<std::string>("a", "\"", ",", ";", "\t", " ", "\n", "\r\n", "ä", "😀");
  const auto cell =
      rc::gen::map(rc::gen::container<std::vector<std::string>>(character), [](const auto& parts) {
        std::string text;
        for (const auto& part : parts) text += part;
        return text;
      });
  const auto columns = *rc::gen::inRange<std::size_t>(1, 6);
  const auto row = rc::gen::container<std::vector<std::string>>(columns, cell);
  const Rows rows = *rc::gen::nonEmpty(rc::gen::container<Rows>(row));
  const Delimiter delimiter = *rc::gen::elementOf(std::vector<Delimiter>(std::begin(kAll), std::end(kAll)));
  const std::string sign = delimiter == Delimiter::kComma       ? ","
                           : delimiter == Delimiter::kSemicolon ? ";"
                           : delimiter == Delimiter::kTab       ? "\t"
                                                                : " \t ";
  const std::string line_end = *rc::gen::element<std::string>("\n", "\r\n", "\r");

  RC_ASSERT(rows_of(read(written(rows, sign, line_end), without_header(delimiter))) == rows);
}

TEST(CsvFile, GivenATableOfManyBlocksWhenReadThenRowsAreWhole) {
  const std::string wide(3'000'000, 'x');
  std::string text = "a,b\n";
  for (int row = 0; row < 12; ++row) text += std::to_string(row) + "," + wide + "\n";

  const CsvTable table = read(text);

  std::vector<std::string_view> cells;
  for (std::int64_t row = 0; row < 12; ++row) {
    table.get_row(row, cells);
    EXPECT_EQ(cells[0], std::to_string(row));
    EXPECT_TRUE(cells[1] == wide);
  }
}

TEST(CsvFile, GivenAWrongRowWhenReadThenTheErrorSaysWhereAndWhatToDo) {
  const auto ragged = trouble("a,b\n1,2\n3\n");
  EXPECT_EQ(ragged.fault, bayes::Fault::kData);
  EXPECT_EQ(ragged.problem, "the row has 1 cells, and the header 2");
  EXPECT_EQ(ragged.where, "a.csv, row 2 (line 3), column 2 `b`");

  const auto decimal = trouble("a,b\n1,5,2,5\n", {Delimiter::kComma, true, Decimal::kPoint});
  EXPECT_THAT(decimal.fix, HasSubstr("decimal comma"));

  const auto open = trouble("a,b\n1,\"2\n3,4\n");
  EXPECT_EQ(open.problem, "the quote that opens in line 2 is not closed");
  EXPECT_EQ(open.where, "a.csv, row 1 (line 2), column 2 `b`");

  EXPECT_EQ(trouble("a,b\n1,\"2\"3\n").problem, "text follows a closing quote");
  EXPECT_EQ(trouble("a,b\n\n1,2\n").where, "a.csv, row 1 (line 2), column 1 `a`");
  EXPECT_EQ(trouble(std::string("a,b\n1,2\n3,\0\n", 12)).where, "a.csv, row 2 (line 3), column 2 `b`");
  EXPECT_EQ(trouble("a,b\n1,caf\xE9\n").problem, "the byte 0xE9 is not UTF-8");
  EXPECT_EQ(trouble("a,b\n1,caf\xE9\n").where, "a.csv, row 1 (line 2), column 2 `b`");
  EXPECT_EQ(trouble("a,caf\xE9\n1,2\n").where, "a.csv, header (line 1), column 2");
  EXPECT_EQ(trouble("a,b,a\n1,2,3\n").problem, "columns 1 and 3 have the name `a`");
}

TEST(CsvFile, GivenAFirstRowOfDataWhenReadAsAHeaderThenItIsNotSwallowed) {
  const auto error = trouble("5.1,3.5,\"setosa\"\n4.9,3.0,\"setosa\"\n");

  EXPECT_THAT(error.problem, HasSubstr("`5.1` is a number"));
  EXPECT_THAT(error.fix, HasSubstr("data.header: false"));
  EXPECT_THAT(read("country,\"2019\"\nx,1\n").columns, ElementsAre("country", "2019"));
}

TEST(CsvFile, GivenOtherFilesWhenReadThenTheyAreNamed) {
  EXPECT_THAT(trouble("PK\3\4 and more").problem, HasSubstr("Excel"));
  EXPECT_THAT(trouble("\xFF\xFE"
                      "a,b")
                  .problem,
              HasSubstr("UTF-16"));
  EXPECT_THAT(trouble("<!DOCTYPE html><html>").problem, HasSubstr("web page"));
  EXPECT_EQ(trouble("").problem, "the file is empty");
  EXPECT_EQ(trouble("\n\n").problem, "the file is empty");
  EXPECT_EQ(trouble("a,b\n").problem, "no rows follow the header");
  EXPECT_EQ(trouble(gzip("a,b\n1,2\n").substr(0, 20)).fault, bayes::Fault::kData);
}

TEST(CsvFile, GivenTooMuchInARowWhenReadThenItIsRefused) {
  EXPECT_THAT(trouble(std::string(1'000'000, ',') + "\n").problem, HasSubstr("more than 100000 columns"));
  const auto swallowed = trouble("a,b\n1,\"" + std::string(9'000'000, '\n'));
  EXPECT_THAT(swallowed.problem, HasSubstr("bytes"));
  EXPECT_THAT(swallowed.fix, HasSubstr("quote"));
}

TEST(CsvFile, GivenDamagedFilesWhenReadThenTheyAreReadOrRefusedAsData) {
  const std::string text = "a;b;c\n1;\"x;\"\"y\";3\n4;\"\n\";6\n7;ä;9\n";
  std::mt19937 random(3);
  for (int i = 0; i < 20000; ++i) {
    std::string damaged = text.substr(0, 1 + random() % text.size());
    for (std::size_t change = random() % 3; change > 0; --change) {
      damaged[random() % damaged.size()] =
          "\",;\t \n\r\0\xFF"
          "1a"[random() % 11];
    }
    for (const bool header : {false, true}) {
      const auto fault = fault_of([&] { read(damaged, {Delimiter::kFound, header, Decimal::kPoint}); });

      EXPECT_TRUE(!fault || fault == bayes::Fault::kData) << damaged;
    }
  }
}

TEST(CsvFile, GivenCellsWhenReadAsNumbersThenOnlyFiniteDecimalsAre) {
  const auto point = [](const char* cell) { return number_in(cell, Decimal::kPoint); };
  const auto comma = [](const char* cell) { return number_in(cell, Decimal::kComma); };

  EXPECT_EQ(point("12"), 12.0);
  EXPECT_EQ(point("+0.5"), 0.5);
  EXPECT_EQ(point("-.5"), -0.5);
  EXPECT_EQ(point("1E-3"), 0.001);
  EXPECT_EQ(point("007"), 7.0);
  EXPECT_EQ(comma("1,5"), 1.5);
  EXPECT_EQ(comma("-1,5e2"), -150.0);
  for (const char* cell : {"", "a", "1,5", "1 2", "0x10", "inf", "nan", "1e999", "1e-999", "+-5", "--5", "+",
                           "1.2.3", "1e", "12 "}) {
    EXPECT_FALSE(point(cell)) << cell;
  }
  for (const char* cell : {"1.5", "1.234,5", "1,2,3"}) EXPECT_FALSE(comma(cell)) << cell;
}

TEST(CsvFile, GivenHostileCellsWhenShownThenTheyStayShortAndOnOneLine) {
  EXPECT_EQ(shown_cell("a\n\x1b[2J"), "`a\\n\\x1b[2J`");
  EXPECT_EQ(shown_cell(std::string(100, 'x')), "`" + std::string(40, 'x') + "…`");
}

}  // namespace
}  // namespace bnn

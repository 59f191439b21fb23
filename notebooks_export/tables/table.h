#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace report {

enum class Align { kLeft, kRight };

struct Column {
  std::string title;
  Align align = Align::kLeft;
};

/// A cell is a text, which is escaped for the place it is written to, or a figure, which is written as it is.
struct Cell {
  /// Text that comes from outside: a name, a label, a class.
  Cell(std::string text) : text(std::move(text)) {}
  Cell(const char* text) : text(text) {}
  /// A number for machines: shortest form that reads back the same; empty where it is not finite.
  Cell(double value);
  Cell(std::int64_t value);
  /// A number that was formatted for people ("98.71 %", "−0.12"): digits, signs and units of our own only.
  static Cell figure(std::string formatted);

  std::string text;
  bool is_figure = false;
};

/// Rows and columns, written once and printed in several ways. Each row has as many cells as there are
/// columns.
struct Table {
  std::string title;
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
};

/// For a terminal: columns padded to the width of their widest cell (one place per code point), two spaces
/// between them, a rule under the header. Control characters in texts are made visible.
/// Where that is wider than `columns`, titles and texts are wrapped, and if that is not enough, columns
/// that find no room stand below the others, with the first column again. Figures are never broken, nothing
/// is left out.
std::string plain_text(const Table& table, std::size_t columns = std::numeric_limits<int>::max());
/// GitHub-flavoured Markdown.
std::string markdown(const Table& table);
/// RFC 4180: CR LF after each row, header first; without the title. Texts that a spreadsheet would run as a
/// formula are prefixed with '; figures stay as they are.
std::string csv(const Table& table);
/// The same without the header: for tables written piece by piece.
std::string csv_rows(const Table& table);

}  // namespace report

#pragma once

#include <cstdint>
#include <filesystem>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bnn {

/// What separates the cells of a row.
///
/// Found: of tab, semicolon, comma and blanks, in this order, the first that the first ten rows have equally
/// often, and at least once; where none is, the first that the first row has. With a decimal comma, the comma
/// is tried last.
enum class Delimiter : std::uint8_t { kFound, kComma, kSemicolon, kTab, kBlanks };
inline std::vector<std::pair<const char*, Delimiter>> enum_names(Delimiter) {
  return {{"found", Delimiter::kFound},
          {",", Delimiter::kComma},
          {";", Delimiter::kSemicolon},
          {"tab", Delimiter::kTab},
          {"blanks", Delimiter::kBlanks}};
}

enum class Decimal : std::uint8_t { kPoint, kComma };
inline std::vector<std::pair<const char*, Decimal>> enum_names(Decimal) {
  return {{".", Decimal::kPoint}, {",", Decimal::kComma}};
}

struct CsvFormat {
  Delimiter delimiter = Delimiter::kFound;
  bool header = true;  ///< whether the first row holds the names of the columns
  Decimal decimal = Decimal::kPoint;
};

constexpr std::size_t kMostColumns = 100'000;
constexpr std::size_t kLongestRow = std::size_t{1} << 23;  ///< bytes

/// A table of text: what a CSV file holds. Takes as much memory as the file, and 16 bytes a row.
class CsvTable {
 public:
  std::string path;                  ///< as messages name it
  std::vector<std::string> columns;  ///< names; where the file has none, numbers from 1
  CsvFormat format;                  ///< with the delimiter that was found
  std::string sha256;                ///< of the whole file, unpacked

  std::int64_t rows() const { return static_cast<std::int64_t>(starts_.size()); }
  /// The cells of a row (counted from 0), one for each column. They stay as long as the table.
  void get_row(std::int64_t row, std::vector<std::string_view>& cells) const;
  /// The line of the file, from 1, on which the row begins.
  std::int64_t line(std::int64_t row) const { return lines_[static_cast<std::size_t>(row)]; }
  /// For messages: "a.csv, row 7 (line 8), column 3 `strength`"; row and column are counted from 1 there, and
  /// the header is not a row.
  std::string where(std::int64_t row, std::size_t column) const;

  /// `cells` with a NUL after each, one for each column, no longer than two `kLongestRow`.
  void add_row(std::string_view cells, std::int64_t line);

 private:
  // No reallocation of the whole: a table that fills half of the memory can still be read.
  std::vector<std::string> blocks_;
  std::vector<std::uint64_t> starts_;
  std::vector<std::int64_t> lines_;
};

/// Reads a table in UTF-8, raw or gzip, by RFC 4180: cells in quotes may hold delimiters, line ends and
/// doubled quotes. Beyond that:
///   - lines end in LF, CRLF or CR; a byte order mark and blank lines at the end are skipped
///   - blanks around a cell are dropped, those within quotes kept
///   - quotes within a cell that does not begin with one are text
///   - delimiter `blanks`: any number of blanks and tabs, those at the ends of a line aside
///   - a column without a name in the header is named by its number
/// Throws `bayes::Error` (kData) with row, line and column where the file has no rows, rows of different
/// lengths, blank lines between rows, an open quote, text after a closing one, NUL bytes, bytes that are not
/// UTF-8, more than `kMostColumns` columns or `kLongestRow` bytes a row, two columns of one name, or names
/// that are numbers without quotes (most often a first row of data); kFailed where memory runs out.
CsvTable read_csv(const std::filesystem::path& path, const CsvFormat& format = {});

/// The same from a stream; `path` is what messages name.
CsvTable read_csv(std::istream& stream, const std::string& path, const CsvFormat& format = {});

/// Whether a cell says that there is no value: empty, NA, N/A, NaN, nan, ?, null or NULL.
bool is_missing(std::string_view cell);

/// The number in a cell, in any locale: 12, +0.5, .5, 1e-3, 007. Nothing where the cell is no finite decimal
/// number, where it is too large for a double or would become 0 in it, and where it has another decimal sign.
std::optional<double> number_in(std::string_view cell, Decimal decimal);

/// A cell as messages show it: in backticks, on one line, at most 40 characters.
std::string shown_cell(std::string_view cell);

}  // namespace bnn

#include "experiments/datasets/csv_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <fstream>
#include <unordered_map>

#include "bayes/core/error.h"
#include "experiments/datasets/decompressing_reader.h"
#include "experiments/files/file_descriptor.h"
#include "experiments/files/free_memory.h"
#include "experiments/files/regular_file.h"
#include "experiments/files/sha256.h"
#include "experiments/files/terminal_text.h"
#include "experiments/files/utf8.h"

namespace bnn {
namespace {

using bayes::Error;
using bayes::Fault;

constexpr std::size_t kBlock = 2 * kLongestRow;
constexpr int kEnd = -1;
constexpr char kEndOfCell = '\0';

bool is_blank(int byte) { return byte == ' ' || byte == '\t'; }
bool is_line_end(int byte) { return byte == '\n' || byte == '\r'; }
bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

// How often a line has each candidate outside quotes; of blanks, runs between two cells.
struct Separators {
  std::int64_t commas = 0, semicolons = 0, tabs = 0, blanks = 0;
  std::int64_t of(Delimiter delimiter) const {
    return delimiter == Delimiter::kComma       ? commas
           : delimiter == Delimiter::kSemicolon ? semicolons
           : delimiter == Delimiter::kTab       ? tabs
                                                : blanks;
  }
};

// Of at most ten lines; the last only where its end is there, or it is the only one.
std::vector<Separators> separators_of(std::string_view text, bool is_whole) {
  constexpr std::size_t kLines = 10;
  std::vector<Separators> lines;
  Separators line;
  bool quoted = false, after_text = false, after_blank = false;
  for (const char byte : text) {
    if (byte == '"') quoted = !quoted;
    if (!quoted && is_line_end(byte)) {
      if (after_text) lines.push_back(line);
      if (lines.size() == kLines) return lines;
      line = {};
      after_text = after_blank = false;
    } else if (!quoted && is_blank(byte)) {
      line.tabs += byte == '\t' ? 1 : 0;
      after_blank = true;
    } else {
      if (!quoted) {
        line.commas += byte == ',' ? 1 : 0;
        line.semicolons += byte == ';' ? 1 : 0;
      }
      line.blanks += after_text && after_blank ? 1 : 0;
      after_text = true;
      after_blank = false;
    }
  }
  if (after_text && (is_whole || lines.empty())) lines.push_back(line);
  return lines;
}

Delimiter find_delimiter(std::string_view text, bool is_whole, Decimal decimal) {
  std::array<Delimiter, 4> candidates{Delimiter::kTab, Delimiter::kSemicolon, Delimiter::kComma,
                                      Delimiter::kBlanks};
  if (decimal == Decimal::kComma) std::swap(candidates[2], candidates[3]);
  const std::vector<Separators> lines = separators_of(text, is_whole);
  if (lines.empty()) return Delimiter::kComma;
  for (const Delimiter candidate : candidates) {
    const std::int64_t count = lines.front().of(candidate);
    const auto has_as_many = [&](const Separators& line) { return line.of(candidate) == count; };
    if (count > 0 && std::all_of(lines.begin(), lines.end(), has_as_many)) return candidate;
  }
  for (const Delimiter candidate : candidates) {
    if (lines.front().of(candidate) > 0) return candidate;
  }
  return Delimiter::kComma;
}

class CsvReader {
 public:
  CsvReader(std::istream& stream, const std::string& path, const CsvFormat& format) : reader_(stream, path) {
    table_.path = path;
    table_.format = format;
  }

  CsvTable read() {
    refill();
    begin();
    if (table_.format.header && read_row()) take_header();
    while (read_row()) take_row();
    if (table_.rows() == 0) {
      throw Error(table_.columns.empty() ? "the file is empty" : "no rows follow the header", table_.path,
                  "give a table with at least one row", Fault::kData);
    }
    table_.sha256 = sum_.hex();
    return std::move(table_);
  }

 private:
  [[noreturn]] void fail(const std::string& problem, const std::string& fix) const {
    const bool in_header = table_.format.header && table_.columns.empty();
    const std::string row = in_header ? "header" : fmt::format("row {}", table_.rows() + 1);
    std::string where = fmt::format("{}, {} (line {}), column {}", table_.path, row, row_line_, cells_ + 1);
    if (cells_ < table_.columns.size()) where += " " + shown_cell(table_.columns[cells_]);
    throw Error(problem, where, fix, Fault::kData);
  }

  // What the file is at all.
  void begin() {
    const std::string_view start(chunk_.data(), size_);
    const auto refuse = [&](const char* problem, const char* fix) {
      throw Error(problem, table_.path, fix, Fault::kData);
    };
    if (starts_with(start, "PK\3\4")) refuse("this is a zip archive, as Excel's files are", "save it as CSV");
    if (starts_with(start, "\xFF\xFE") || starts_with(start, "\xFE\xFF")) {
      refuse("the file is in UTF-16", "save it as CSV in UTF-8");
    }
    if (starts_with(start, "<!") || starts_with(start, "<html")) {
      refuse("this looks like a web page", "get the file again");
    }
    if (starts_with(start, "\xEF\xBB\xBF")) at_ = 3;
    if (table_.format.delimiter == Delimiter::kFound) {
      const bool is_whole = size_ < chunk_.size();
      table_.format.delimiter = find_delimiter(start.substr(at_), is_whole, table_.format.decimal);
    }
  }

  void refill() {
    size_ = reader_.read(chunk_.data(), chunk_.size());
    at_ = 0;
    sum_.append({chunk_.data(), size_});
  }

  // The next byte, or kEnd.
  int peek() {
    if (at_ == size_) refill();
    return size_ == 0 ? kEnd : static_cast<unsigned char>(chunk_[at_]);
  }
  void next() { ++at_; }

  bool is_delimiter(int byte) const {
    switch (table_.format.delimiter) {
      case Delimiter::kSemicolon:
        return byte == ';';
      case Delimiter::kTab:
        return byte == '\t';
      case Delimiter::kBlanks:
        return is_blank(byte);
      default:
        return byte == ',';
    }
  }
  bool separates_by_blanks() const { return table_.format.delimiter == Delimiter::kBlanks; }
  bool ends_cell(int byte) const { return byte == kEnd || is_line_end(byte) || is_delimiter(byte); }
  // Blanks that mean nothing.
  bool is_idle(int byte) const { return is_blank(byte) && (separates_by_blanks() || !is_delimiter(byte)); }
  void skip_blanks() {
    while (is_idle(peek())) next();
  }

  void take_line_end() {
    const int byte = peek();
    if (byte == kEnd) return;
    next();
    if (byte == '\r' && peek() == '\n') next();
    ++line_;
  }

  // One row into row_, a NUL after each cell; false at the end of the file.
  bool read_row() {
    row_.clear();
    cells_ = 0;
    quoted_.clear();
    bool skipped = false;
    for (skip_blanks(); is_line_end(peek()); skip_blanks()) {
      row_line_ = line_;
      skipped = true;
      take_line_end();
    }
    if (peek() == kEnd) return false;
    if (skipped) fail("a blank line comes before a row", "delete the line");
    row_line_ = line_;
    while (true) {
      read_cell();
      if (separates_by_blanks()) {
        skip_blanks();
        if (ends_cell(peek())) break;
      } else {
        if (!is_delimiter(peek())) break;
        next();
      }
    }
    take_line_end();
    return true;
  }

  void read_cell() {
    if (cells_ == kMostColumns) fail(fmt::format("more than {} columns", kMostColumns), "give fewer columns");
    skip_blanks();
    const std::size_t begin = row_.size();
    quoted_.push_back(peek() == '"');
    if (quoted_.back()) {
      read_quoted();
    } else {
      while (!ends_cell(peek())) append(peek());
      while (row_.size() > begin && is_blank(row_.back())) row_.pop_back();
    }
    require_utf8(std::string_view(row_).substr(begin));
    row_ += kEndOfCell;
    ++cells_;
  }

  void read_quoted() {
    const std::int64_t opened = line_;
    next();
    while (true) {
      const int byte = peek();
      if (byte == kEnd) {
        fail(fmt::format("the quote that opens in line {} is not closed", opened), "close it, or double it");
      }
      if (byte == '"') {
        next();
        if (peek() != '"') break;
      }
      append(byte);
      if (byte == '\n' || (byte == '\r' && peek() != '\n')) ++line_;
    }
    if (!separates_by_blanks()) skip_blanks();
    if (!ends_cell(peek())) {
      fail("text follows a closing quote", "double the quotes that belong to the text");
    }
  }

  // Takes the byte.
  void append(int byte) {
    if (byte == 0) fail("a NUL byte", "save the table as text in UTF-8");
    if (row_.size() >= kLongestRow) {
      fail(fmt::format("a row of more than {} bytes", kLongestRow), "look for a quote that is not closed");
    }
    row_ += static_cast<char>(byte);
    next();
  }

  void require_utf8(std::string_view text) const {
    while (!text.empty()) {
      const Utf8Character character = first_character(text);
      if (!character.valid) {
        fail(fmt::format("the byte 0x{:02X} is not UTF-8", static_cast<unsigned char>(text[0])),
             "save the table in UTF-8");
      }
      text.remove_prefix(character.bytes);
    }
  }

  void take_header() {
    std::string_view rest = row_;
    std::unordered_map<std::string, std::size_t> seen;
    std::vector<std::string> names;
    const std::size_t columns = cells_;
    for (cells_ = 0; cells_ < columns; ++cells_) {
      const std::string_view cell = rest.substr(0, rest.find(kEndOfCell));
      rest.remove_prefix(cell.size() + 1);
      if (!quoted_[cells_] && number_in(cell, table_.format.decimal)) {
        fail(fmt::format("the name {} is a number: this looks like a row of data", shown_cell(cell)),
             "set `data.header: false`, or put names that are numbers in quotes");
      }
      names.push_back(cell.empty() ? std::to_string(cells_ + 1) : std::string(cell));
      const auto [other, is_new] = seen.emplace(names.back(), cells_);
      if (!is_new) {
        fail(fmt::format("columns {} and {} have the name {}", other->second + 1, cells_ + 1,
                         shown_cell(names.back())),
             "give each column a name of its own");
      }
    }
    table_.columns = std::move(names);
  }

  void take_row() {
    if (table_.columns.empty()) {
      for (std::size_t column = 1; column <= cells_; ++column) {
        table_.columns.push_back(std::to_string(column));
      }
    }
    const std::size_t found = cells_, expected = table_.columns.size();
    if (found != expected) {
      cells_ = std::min(found, expected);
      const bool by_comma = table_.format.delimiter == Delimiter::kComma;
      fail(fmt::format("the row has {} cells, and {} {}", found,
                       table_.format.header ? "the header" : "row 1", expected),
           by_comma ? "put cells with a comma in quotes; numbers with a decimal comma need another delimiter"
                    : "give every row a cell for each column, or another `data.delimiter`");
    }
    table_.add_row(row_, row_line_);
  }

  CsvTable table_;
  DecompressingReader reader_;
  Sha256 sum_;
  std::array<char, 1 << 16> chunk_{};
  std::size_t at_ = 0, size_ = 0;
  std::int64_t line_ = 1;
  std::string row_;
  std::int64_t row_line_ = 1;
  std::size_t cells_ = 0;
  std::vector<bool> quoted_;  // [cells of the row]
};

}  // namespace

void CsvTable::get_row(std::int64_t row, std::vector<std::string_view>& cells) const {
  const std::uint64_t start = starts_[static_cast<std::size_t>(row)];
  const char* at = blocks_[start / kBlock].data() + start % kBlock;
  cells.clear();
  for (std::size_t column = 0; column < columns.size(); ++column) {
    cells.emplace_back(at);
    at += cells.back().size() + 1;
  }
}

std::string CsvTable::where(std::int64_t row, std::size_t column) const {
  return fmt::format("{}, row {} (line {}), column {} {}", path, row + 1, line(row), column + 1,
                     shown_cell(columns[column]));
}

void CsvTable::add_row(std::string_view cells, std::int64_t line) {
  if (blocks_.empty() || blocks_.back().size() + cells.size() > kBlock) {
    // A gzip file may unpack to a thousand times its size.
    if (!blocks_.empty() && free_memory().bytes < 4 * kBlock) {
      throw Error(fmt::format("memory is full after {} rows", rows()), path, "give a smaller table",
                  Fault::kFailed);
    }
    blocks_.emplace_back();
    if (blocks_.size() > 1) blocks_.back().reserve(kBlock);
  }
  starts_.push_back((blocks_.size() - 1) * kBlock + blocks_.back().size());
  lines_.push_back(line);
  blocks_.back() += cells;
}

CsvTable read_csv(std::istream& stream, const std::string& path, const CsvFormat& format) {
  return CsvReader(stream, path, format).read();
}

CsvTable read_csv(const std::filesystem::path& path, const CsvFormat& format) {
  require_data_file(path);
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw_system_error(errno, "open the table", path, Fault::kData);
  return read_csv(stream, path.string(), format);
}

bool is_missing(std::string_view cell) {
  for (const char* word : {"", "NA", "N/A", "NaN", "nan", "?", "null", "NULL"}) {
    if (cell == word) return true;
  }
  return false;
}

std::optional<double> number_in(std::string_view cell, Decimal decimal) {
  std::string with_point;
  if (decimal == Decimal::kComma) {
    if (cell.find('.') != std::string_view::npos) return std::nullopt;
    with_point = cell;
    std::replace(with_point.begin(), with_point.end(), ',', '.');
    cell = with_point;
  }
  if (cell.size() > 1 && cell[0] == '+' && cell[1] != '-') cell.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  const bool is_number = error == std::errc() && end == cell.data() + cell.size() && std::isfinite(value);
  return is_number ? std::optional(value) : std::nullopt;
}

std::string shown_cell(std::string_view cell) {
  constexpr std::size_t kShown = 40;
  const std::string_view front = sub_characters(cell, 0, kShown);
  return fmt::format("`{}{}`", terminal_line(front), front.size() < cell.size() ? "…" : "");
}

}  // namespace bnn

#include "notebooks_export/tables/table.h"

#include <algorithm>
#include <numeric>

#include "notebooks_export/text/escaping.h"
#include "notebooks_export/text/figures.h"
#include "notebooks_export/text/text_wrapping.h"

namespace report {
namespace {

std::string padded(const std::string& text, std::size_t places, Align align) {
  const std::string gap(places - std::min(places, column_count(text)), ' ');
  return align == Align::kRight ? gap + text : text + gap;
}

std::string rule(std::size_t places) {
  std::string line;
  for (std::size_t place = 0; place < places; ++place) line += "─";
  return line;
}

constexpr std::size_t kGap = 2;        // between columns
constexpr std::size_t kLongText = 32;  // texts beyond it are wrapped before the table is split
constexpr std::size_t kShortest = 12;  // no text is wrapped to less

/// How wide a column is as it stands, with its title and long texts wrapped, and at the least. Figures stay
/// in one line.
struct ColumnWidth {
  std::size_t whole = 0;
  std::size_t wrapped = 0;
  std::size_t least = 0;
};

std::vector<ColumnWidth> column_widths(const Table& table) {
  std::vector<ColumnWidth> widths;
  for (std::size_t at = 0; at < table.columns.size(); ++at) {
    const std::string title = printable(table.columns[at].title);
    const std::size_t word = std::min(longest_word(title), kLongText);
    ColumnWidth width{column_count(title), word, std::min(word, kShortest)};
    for (const auto& row : table.rows) {
      const std::string text = printable(row[at].text);
      const std::size_t whole = column_count(text);
      width.whole = std::max(width.whole, whole);
      width.wrapped = std::max(width.wrapped, row[at].is_figure ? whole : std::min(whole, kLongText));
      width.least =
          std::max(width.least, row[at].is_figure ? whole : std::min(longest_word(text), kShortest));
    }
    width.wrapped = std::max(width.wrapped, width.least);
    widths.push_back(width);
  }
  return widths;
}

/// Columns that stand beside each other, and their widths.
struct Block {
  std::vector<std::size_t> columns;
  std::vector<std::size_t> places;

  std::size_t width() const {
    return std::accumulate(places.begin(), places.end(), kGap * (places.size() - 1));
  }
};

/// All columns, each wrapped just as far as it has to be; too wide where that is not enough.
Block one_block(const std::vector<ColumnWidth>& widths, std::size_t columns) {
  Block block;
  for (std::size_t at = 0; at < widths.size(); ++at) {
    block.columns.push_back(at);
    block.places.push_back(widths[at].wrapped);
  }
  for (std::size_t at = 0; at < widths.size() && block.width() < columns; ++at) {
    block.places[at] += std::min(widths[at].whole - widths[at].wrapped, columns - block.width());
  }
  while (block.width() > columns) {
    std::size_t widest = widths.size();
    for (std::size_t at = 0; at < widths.size(); ++at) {
      const bool shrinks = block.places[at] > widths[at].least;
      if (shrinks && (widest == widths.size() || block.places[at] > block.places[widest])) widest = at;
    }
    if (widest == widths.size()) break;
    --block.places[widest];
  }
  return block;
}

/// The columns in blocks below each other, the first column in each of them.
std::vector<Block> blocks_of(const std::vector<ColumnWidth>& widths, std::size_t columns) {
  if (Block all = one_block(widths, columns); all.width() <= columns || widths.size() < 3) return {all};
  const std::size_t first = std::min(widths[0].wrapped, std::max(widths[0].least, columns / 3));
  std::vector<Block> blocks;
  for (std::size_t at = 1; at < widths.size(); ++at) {
    const bool fits = !blocks.empty() && blocks.back().width() + kGap + widths[at].wrapped <= columns;
    if (!fits) blocks.push_back({{0}, {first}});
    const std::size_t room = columns - std::min(columns, first + kGap);
    blocks.back().columns.push_back(at);
    blocks.back().places.push_back(std::max(widths[at].least, std::min(widths[at].wrapped, room)));
  }
  return blocks;
}

/// The texts of one row, each wrapped to its place.
template <class TextOf>
void add_row(std::string& out, const Table& table, const Block& block, const TextOf& text_of) {
  std::vector<std::vector<std::string>> cells;
  std::size_t height = 1;
  for (std::size_t at = 0; at < block.columns.size(); ++at) {
    cells.push_back(wrapped_lines(text_of(block.columns[at]), block.places[at]));
    height = std::max(height, cells.back().size());
  }
  for (std::size_t of = 0; of < height; ++of) {
    std::string line;
    for (std::size_t at = 0; at < cells.size(); ++at) {
      if (at > 0) line += std::string(kGap, ' ');
      line += padded(of < cells[at].size() ? cells[at][of] : "", block.places[at],
                     table.columns[block.columns[at]].align);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  }
}

}  // namespace

Cell::Cell(double value) : text(round_trip(value)), is_figure(true) {}

Cell::Cell(std::int64_t value) : text(std::to_string(value)), is_figure(true) {}

Cell Cell::figure(std::string formatted) {
  Cell cell(std::move(formatted));
  cell.is_figure = true;
  return cell;
}

std::string plain_text(const Table& table, std::size_t columns) {
  std::string out = table.title.empty() ? "" : wrapped(printable(table.title), columns) + "\n\n";
  if (table.columns.empty()) return out;
  bool is_first = true;
  for (const Block& block : blocks_of(column_widths(table), columns)) {
    if (!is_first) out += "\n";
    is_first = false;
    add_row(out, table, block, [&](std::size_t at) { return printable(table.columns[at].title); });
    std::string line;
    for (const std::size_t places : block.places) {
      line += (line.empty() ? "" : std::string(kGap, ' ')) + rule(places);
    }
    out += line + "\n";
    for (const auto& row : table.rows) {
      add_row(out, table, block, [&](std::size_t at) { return printable(row[at].text); });
    }
  }
  return out;
}

std::string markdown(const Table& table) {
  std::string out = table.title.empty() ? "" : "**" + markdown_text(table.title) + "**\n\n";
  for (const Column& column : table.columns) out += "| " + markdown_text(column.title) + " ";
  out += "|\n";
  for (const Column& column : table.columns) out += column.align == Align::kRight ? "| ---: " : "| --- ";
  out += "|\n";
  for (const auto& row : table.rows) {
    for (const Cell& cell : row) out += "| " + markdown_text(cell.text) + " ";
    out += "|\n";
  }
  return out;
}

std::string csv_rows(const Table& table) {
  std::string out;
  for (const auto& row : table.rows) {
    for (std::size_t at = 0; at < row.size(); ++at) {
      out += row[at].is_figure ? row[at].text : csv_text(row[at].text);
      out += at + 1 < row.size() ? "," : "\r\n";
    }
  }
  return out;
}

std::string csv(const Table& table) {
  Table header;
  header.rows.emplace_back();
  for (const auto& column : table.columns) header.rows.front().emplace_back(column.title);
  return csv_rows(header) + csv_rows(table);
}

}  // namespace report

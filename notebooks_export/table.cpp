#include "notebooks_export/table.h"

#include <algorithm>

#include "notebooks_export/escaping.h"
#include "notebooks_export/figures.h"

namespace report {
namespace {

std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return (byte & 0xC0) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t places, Align align) {
  const std::string gap(places - std::min(places, width(text)), ' ');
  return align == Align::kRight ? gap + text : text + gap;
}

std::string rule(std::size_t places) {
  std::string line;
  for (std::size_t place = 0; place < places; ++place) line += "─";
  return line;
}

}  // namespace

Cell::Cell(double value) : text(round_trip(value)), is_figure(true) {}

Cell::Cell(std::int64_t value) : text(std::to_string(value)), is_figure(true) {}

Cell Cell::figure(std::string formatted) {
  Cell cell(std::move(formatted));
  cell.is_figure = true;
  return cell;
}

std::string plain_text(const Table& table) {
  std::vector<std::size_t> places;
  for (const Column& column : table.columns) places.push_back(width(printable(column.title)));
  for (const auto& row : table.rows) {
    for (std::size_t at = 0; at < row.size(); ++at) {
      places[at] = std::max(places[at], width(printable(row[at].text)));
    }
  }

  std::string out = table.title.empty() ? "" : printable(table.title) + "\n\n";
  const auto add_line = [&](const auto& text_of) {
    std::string line;
    for (std::size_t at = 0; at < table.columns.size(); ++at) {
      if (at > 0) line += "  ";
      line += padded(text_of(at), places[at], table.columns[at].align);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + "\n";
  };
  add_line([&](std::size_t at) { return printable(table.columns[at].title); });
  add_line([&](std::size_t at) { return rule(places[at]); });
  for (const auto& row : table.rows) {
    add_line([&](std::size_t at) { return printable(row[at].text); });
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

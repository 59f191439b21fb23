#include "notebooks_export/text/text_wrapping.h"

#include <algorithm>

namespace report {
namespace {

bool starts_code_point(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

// Stretches that are not broken, each with the blank behind it.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t begin = 0; begin < text.size();) {
    auto end = std::min(text.find_first_of(" /_,;=", begin), text.size() - 1) + 1;
    while (end < text.size() && text[end] == ' ') ++end;
    words.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return words;
}

std::string_view without_blanks(std::string_view text) {
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

// The bytes of the first `columns` code points.
std::size_t bytes_of(std::string_view text, std::size_t columns) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (!starts_code_point(text[at])) continue;
    if (columns == 0) break;
    --columns;
  }
  return at;
}

}  // namespace

std::size_t column_count(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_code_point));
}

std::size_t longest_word(std::string_view text) {
  std::size_t longest = 0;
  for (const auto word : words_of(text)) longest = std::max(longest, column_count(without_blanks(word)));
  return longest;
}

std::vector<std::string> wrapped_lines(std::string_view text, std::size_t columns) {
  columns = std::max<std::size_t>(columns, 1);
  std::vector<std::string> lines(1);
  for (auto word : words_of(text)) {
    if (column_count(lines.back()) + column_count(without_blanks(word)) > columns && !lines.back().empty()) {
      lines.emplace_back();
    }
    while (column_count(without_blanks(word)) > columns) {
      const auto part = bytes_of(word, columns);
      lines.back() = std::string(word.substr(0, part));
      lines.emplace_back();
      word.remove_prefix(part);
    }
    lines.back() += word;
  }
  for (auto& line : lines) line = std::string(without_blanks(line));
  return lines;
}

std::string wrapped(std::string_view text, std::size_t columns, std::string_view indent) {
  // The first line has the room of the others: what stands before it is as wide as the indentation.
  const auto room = columns - std::min(columns - 1, column_count(indent));
  std::string out;
  for (const auto& line : wrapped_lines(text, room))
    out += (out.empty() ? "" : "\n" + std::string(indent)) + line;
  return out;
}

}  // namespace report

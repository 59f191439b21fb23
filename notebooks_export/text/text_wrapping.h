#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Text in lines of limited width, counted in columns of a terminal: one for each code point.
namespace report {

std::size_t column_count(std::string_view text);

/// The length of the longest stretch that `wrapped_lines` would not break of its own accord.
std::size_t longest_word(std::string_view text);

/// `text` in lines of at most `columns` columns. Lines end at blanks, which go, or behind one of / _ , ; =
/// and in the middle of a word only where it is longer than a line. One empty line where the text is empty.
std::vector<std::string> wrapped_lines(std::string_view text, std::size_t columns);

/// The same as one text without a line end at its end: all lines but the first start with `indent`, which
/// counts.
std::string wrapped(std::string_view text, std::size_t columns, std::string_view indent = "");

}  // namespace report

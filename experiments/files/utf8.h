#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace bnn {

/// One character at the front of a text, or one byte that is no UTF-8.
struct Utf8Character {
  char32_t code_point;  ///< U+FFFD where `valid` is false
  std::size_t bytes;    ///< 1 to 4; 1 where `valid` is false
  bool valid;  ///< false for overlong forms, surrogates, values above U+10FFFF, stray and missing bytes
};

/// The first character of `text`, which must not be empty.
Utf8Character first_character(std::string_view text);

/// Characters in `text`; a byte that is no UTF-8 counts as one.
std::size_t count_characters(std::string_view text);

/// The part of `text` from character `first` on, at most `count` characters of it.
std::string_view sub_characters(std::string_view text, std::size_t first, std::size_t count);

/// Whether a terminal would do something else with the character than show it: control characters, marks
/// that turn the writing direction, line and paragraph separators, the byte order mark.
bool is_invisible_control(char32_t code_point);

/// `text` with one U+FFFD for each such character and each bad byte, so that columns still count.
std::string printable(std::string_view text);

}  // namespace bnn

#pragma once

#include <string>

namespace bnn {

/// `text` as one word of bash or zsh: as it is where no shell does anything with it, else in single quotes.
/// What a terminal would not show (see `terminal_line`) is spelt out, as $'a\nb\x1b': the word can be printed
/// and typed, and is still `text` to the byte. `text` has no byte 0.
std::string shell_word(const std::string& text);

}  // namespace bnn

#include "experiments/files/shell_word.h"

#include <fmt/format.h>

#include <string_view>

#include "experiments/files/terminal_text.h"

namespace bnn {
namespace {

// A sign in front of a word would have zsh look for a program.
bool is_plain(const std::string& text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,+@%";
  return !text.empty() && text.front() != '=' && text.find_first_not_of(kPlain) == std::string::npos;
}

// Byte by byte, with two digits each: a digit that follows does not belong to it.
std::string spelt_for_shell(const std::string& text) {
  std::string word = "$'";
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (letter == '\n') {
      word += "\\n";
    } else if (letter == '\t') {
      word += "\\t";
    } else if (letter == '\'' || letter == '\\') {
      word += std::string("\\") + letter;
    } else {
      word += byte < 0x20 || byte >= 0x7F ? fmt::format("\\x{:02x}", byte) : std::string(1, letter);
    }
  }
  return word + "'";
}

}  // namespace

std::string shell_word(const std::string& text) {
  if (is_plain(text)) return text;
  if (terminal_line(text) != text) return spelt_for_shell(text);
  std::string word = "'";
  for (const char letter : text) word += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return word + "'";
}

}  // namespace bnn

#include "experiments/files/terminal_text.h"

#include <fmt/format.h>

#include "experiments/files/utf8.h"

namespace bnn {
namespace {

bool is_line_or_tab(char32_t c) { return c == '\n' || c == '\t'; }

std::string spelt_out(const Utf8Character& character, char first_byte) {
  if (!character.valid) return fmt::format("\\x{:02x}", static_cast<unsigned char>(first_byte));
  if (character.code_point == '\n') return "\\n";
  if (character.code_point == '\t') return "\\t";
  const auto code = static_cast<unsigned>(character.code_point);
  return code < 0x80 ? fmt::format("\\x{:02x}", code) : fmt::format("\\u{:04x}", code);
}

std::string shown(std::string_view text, bool keeps_lines) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Utf8Character character = first_character(text);
    const char32_t c = character.code_point;
    const bool stays = character.valid && ((keeps_lines && is_line_or_tab(c)) || !is_invisible_control(c));
    out += stays ? std::string(text.substr(0, character.bytes)) : spelt_out(character, text.front());
    text.remove_prefix(character.bytes);
  }
  return out;
}

}  // namespace

std::string terminal_text(std::string_view text) { return shown(text, /*keeps_lines=*/true); }

std::string terminal_line(std::string_view text) { return shown(text, /*keeps_lines=*/false); }

}  // namespace bnn

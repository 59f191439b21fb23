#include "experiments/files/utf8.h"

#include <algorithm>

namespace bnn {

namespace {

constexpr Utf8Character kBadByte{0xFFFD, 1, false};

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

}  // namespace

Utf8Character first_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1, true};

  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  // 0xC0 and 0xC1 could only start overlong forms, 0xF5 and above only values beyond Unicode.
  if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return kBadByte;

  char32_t code_point = lead & (0xFFu >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if (!is_continuation(text[i])) return kBadByte;
    code_point = (code_point << 6) | (static_cast<unsigned char>(text[i]) & 0x3Fu);
  }
  const char32_t smallest = bytes == 2 ? 0x80 : bytes == 3 ? 0x800 : 0x10000;
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (code_point < smallest || surrogate || code_point > 0x10FFFF) return kBadByte;
  return {code_point, bytes, true};
}

std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(first_character(text).bytes);
  return count;
}

std::string_view sub_characters(std::string_view text, std::size_t first, std::size_t count) {
  for (; first > 0 && !text.empty(); --first) text.remove_prefix(first_character(text).bytes);
  std::size_t bytes = 0;
  for (; count > 0 && bytes < text.size(); --count) bytes += first_character(text.substr(bytes)).bytes;
  return text.substr(0, bytes);
}

bool is_invisible_control(char32_t c) {
  const bool control = c < 0x20 || (c >= 0x7F && c <= 0x9F);
  const bool direction = c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
                         (c >= 0x2066 && c <= 0x2069);
  const bool separator = c == 0x2028 || c == 0x2029 || c == 0xFEFF;
  return control || direction || separator;
}

std::string printable(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const Utf8Character character = first_character(text);
    const bool hidden = !character.valid || is_invisible_control(character.code_point);
    shown += hidden ? std::string_view("\xEF\xBF\xBD") : text.substr(0, character.bytes);
    text.remove_prefix(character.bytes);
  }
  return shown;
}

}  // namespace bnn

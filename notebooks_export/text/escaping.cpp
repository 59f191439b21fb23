#include "notebooks_export/text/escaping.h"

#include <cstdint>

namespace report {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

/// Length of the well-formed UTF-8 sequence at `at` and its code point; length 0 where there is none
/// (Unicode 15, table 3-7).
struct Decoded {
  std::size_t length = 0;
  std::uint32_t point = 0;
};

Decoded decode(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t offset) -> std::uint32_t {
    return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0u;
  };
  const auto tail = [&](std::size_t offset) { return (byte(offset) & 0xC0u) == 0x80u; };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return {1, first};
  if (first >= 0xC2 && first <= 0xDF && tail(1)) return {2, (first & 0x1F) << 6 | (byte(1) & 0x3F)};
  if (first >= 0xE0 && first <= 0xEF && tail(1) && tail(2)) {
    const std::uint32_t point = (first & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    if (point >= 0x800 && !surrogate) return {3, point};
  }
  if (first >= 0xF0 && first <= 0xF4 && tail(1) && tail(2) && tail(3)) {
    const std::uint32_t point =
        (first & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
    if (point >= 0x10000 && point <= 0x10FFFF) return {4, point};
  }
  return {};
}

/// C0, C1, DEL, line and paragraph separator, and what reorders the text around it (Boucher & Anderson 2021).
bool steers(std::uint32_t point) {
  return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x061C || point == 0x200E ||
         point == 0x200F || (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) ||
         point == 0xFEFF;
}

std::string cleaned(std::string_view text, bool keep_lines) {
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto [length, point] = decode(text, at);
    if (length == 0) {
      clean += kReplacement;
      ++at;
      continue;
    }
    const bool white = point == '\n' || point == '\r' || point == '\t';
    if (white && !keep_lines) {
      clean += ' ';
    } else if (point == '\r' && keep_lines) {
      if (at + 1 == text.size() || text[at + 1] != '\n') clean += '\n';
    } else if (!white && steers(point)) {
      clean += kReplacement;
    } else {
      clean += text.substr(at, length);
    }
    at += length;
  }
  return clean;
}

}  // namespace

std::string printable(std::string_view text) { return cleaned(text, /*keep_lines=*/false); }

std::string printable_lines(std::string_view text) { return cleaned(text, /*keep_lines=*/true); }

std::string markdown_text(std::string_view text) {
  constexpr std::string_view kMarkup = "\\`*_[]|~$";
  std::string escaped;
  for (const char letter : printable(text)) {
    if (letter == '<') {
      escaped += "&lt;";
    } else if (letter == '>') {
      escaped += "&gt;";
    } else if (letter == '&') {
      escaped += "&amp;";
    } else {
      if (kMarkup.find(letter) != std::string_view::npos) escaped += '\\';
      escaped += letter;
    }
  }
  return escaped;
}

std::string csv_text(std::string_view text) {
  constexpr std::string_view kFormula = "=+-@\t\r\n";
  std::string cell;
  if (!text.empty() && kFormula.find(text.front()) != std::string_view::npos) cell = "'";
  cell += printable_lines(text);
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char letter : cell) {
    if (letter == '"') quoted += '"';
    quoted += letter;
  }
  return quoted + '"';
}

std::string json_for_script(std::string_view json) {
  std::string escaped;
  escaped.reserve(json.size());
  for (std::size_t at = 0; at < json.size(); ++at) {
    const std::string_view next = json.substr(at, 3);
    if (json[at] == '<') {
      escaped += "\\u003c";
    } else if (json[at] == '>') {
      escaped += "\\u003e";
    } else if (json[at] == '&') {
      escaped += "\\u0026";
    } else if (next == "\xE2\x80\xA8" || next == "\xE2\x80\xA9") {
      escaped += next == "\xE2\x80\xA8" ? "\\u2028" : "\\u2029";
      at += 2;
    } else {
      escaped += json[at];
    }
  }
  return escaped;
}

std::string file_stem(std::string_view key) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string stem(key.substr(0, 48));
  for (char& letter : stem) {
    if (kPlain.find(letter) == std::string_view::npos) letter = '_';
  }
  return stem.empty() ? "_" : stem;
}

std::string relative_link(std::string_view path) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./";
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string link = "./";
  for (const char letter : path) {
    if (kPlain.find(letter) != std::string_view::npos) {
      link += letter;
    } else {
      const auto byte = static_cast<unsigned char>(letter);
      link += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return link;
}

}  // namespace report

#include "experiments/config/yaml/token_locator.h"

#include <algorithm>

#include "experiments/files/utf8.h"

namespace bnn {

namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::size_t kStride = 64;

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// Characters that start within `text`, which may begin in the middle of one.
std::size_t characters_starting_in(std::string_view text) {
  return text.size() - static_cast<std::size_t>(std::count_if(text.begin(), text.end(), continues_character));
}

/// Bytes up to and with the closing quote; npos where `text`, one line, has none. A quote is open at its
/// start.
std::size_t find_closing_quote(std::string_view text, char quote) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      const bool doubled = quote == '\'' && i + 1 < text.size() && text[i + 1] == quote;
      if (!doubled) return i + 1;
      ++i;
    }
  }
  return std::string_view::npos;
}

/// A plain text ends before `: `, ` #`, the line's end or, in brackets, a comma or a closing bracket. Those
/// are rare outside of brackets, so that the same end serves there.
std::size_t plain_bytes(std::string_view text) {
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    const bool blank_follows =
        end + 1 == text.size() || kBlanks.find(text[end + 1]) != std::string_view::npos;
    const bool comment = text[end] == '#' && end > 0 && kBlanks.find(text[end - 1]) != std::string_view::npos;
    if (text[end] == ',' || text[end] == ']' || text[end] == '}' || comment) break;
    if (text[end] == ':' && blank_follows) break;
  }
  const std::size_t last = text.substr(0, end).find_last_not_of(kBlanks);
  return last == std::string_view::npos ? 1 : last + 1;
}

std::size_t token_bytes(std::string_view text) {
  constexpr std::string_view kSingle = "[]{},:?|>@`%#-";
  if (text.empty()) return 1;
  if (text[0] == '"' || text[0] == '\'') {
    return std::min(find_closing_quote(text.substr(1), text[0]), text.size() - 1) + 1;
  }
  if (text[0] == '!') return std::min(text.find_first_of(kBlanks), text.size());
  const bool plain_with_dash = text[0] == '-' && text.size() > 1 && text[1] != ' ';
  if (kSingle.find(text[0]) != std::string_view::npos && !plain_with_dash) return 1;
  return plain_bytes(text);
}

/// Bytes of `&name ` at the front, 0 where there is none or nothing follows on the line.
std::size_t anchor_bytes(std::string_view text) {
  if (text.empty() || text[0] != '&') return 0;
  const std::size_t end = text.find_first_of(kBlanks);
  const std::size_t next = text.find_first_not_of(kBlanks, end);
  return end == std::string_view::npos || next == std::string_view::npos ? 0 : next;
}

}  // namespace

SourceSpan TokenLocator::span(int line, int byte) {
  const Place start = place(line, byte);
  const std::string_view text = text_at(start);
  const std::size_t length = std::max<std::size_t>(1, count_characters(text.substr(0, token_bytes(text))));
  return {source_, static_cast<int>(start.line) + 1, static_cast<int>(characters_before(start)) + 1,
          static_cast<int>(length)};
}

bool TokenLocator::has_tag(int line, int byte) const {
  return text_at(place(line, byte)).substr(0, 1) == "!";
}

std::string TokenLocator::null_spelling(int line, int byte) const {
  const std::string_view text = text_at(place(line, byte));
  for (const std::string_view spelling : {"~", "null", "Null", "NULL"}) {
    if (text.substr(0, spelling.size()) != spelling) continue;
    // Where the value is missing, the parser gives the place of the next token, and that may be a key.
    const std::string_view behind = text.substr(spelling.size());
    const bool is_key = behind.substr(0, 1) == ":";
    const bool ends = behind.empty() || std::string_view(" \t,]}").find(behind[0]) != std::string_view::npos;
    if (ends && !is_key) return std::string(spelling);
  }
  return "";
}

bool TokenLocator::has_unclosed_quote(int line, int byte) const {
  const Place start = place(line, byte);
  const std::string_view first_line = text_at(start);
  if (first_line.empty() || (first_line[0] != '"' && first_line[0] != '\'')) return false;
  if (find_closing_quote(first_line.substr(1), first_line[0]) != std::string_view::npos) return false;
  for (std::size_t next = start.line + 1; next < source_->lines.size(); ++next) {
    if (find_closing_quote(source_->lines[next], first_line[0]) != std::string_view::npos) return false;
  }
  return true;
}

TokenLocator::Place TokenLocator::place(int line, int byte) const {
  const auto last_line = static_cast<int>(source_->lines.size()) - 1;
  const auto inside_line = static_cast<std::size_t>(std::clamp(line, 0, last_line));
  const std::string_view whole = source_->lines[inside_line];
  const std::size_t inside = std::min(static_cast<std::size_t>(std::max(byte, 0)), whole.size());
  return {inside_line, inside + anchor_bytes(whole.substr(inside))};
}

std::string_view TokenLocator::text_at(const Place& place) const {
  return std::string_view(source_->lines[place.line]).substr(place.byte);
}

std::size_t TokenLocator::characters_before(const Place& place) {
  const std::string_view whole = source_->lines[place.line];
  if (counted_line_ != place.line) {
    counted_line_ = place.line;
    characters_ = {0};
    for (std::size_t start = 0; start + kStride <= whole.size(); start += kStride) {
      characters_.push_back(characters_.back() + characters_starting_in(whole.substr(start, kStride)));
    }
  }
  const std::size_t stride = place.byte / kStride;
  const std::size_t start = stride * kStride;
  return characters_[stride] + characters_starting_in(whole.substr(start, place.byte - start));
}

}  // namespace bnn

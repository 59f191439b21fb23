#include "experiments/config/yaml/source_text.h"

#include <fmt/format.h>

#include <string_view>

#include "experiments/config/yaml/diagnostics.h"
#include "experiments/files/utf8.h"

namespace bnn {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (true) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (end != std::string_view::npos && !line.empty() && line.back() == '\r') line.remove_suffix(1);
    lines.emplace_back(line);
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

void check_characters(const std::shared_ptr<const SourceText>& source) {
  for (std::size_t line = 0; line < source->lines.size(); ++line) {
    std::string_view rest = source->lines[line];
    for (int column = 1; !rest.empty(); ++column) {
      const Utf8Character character = first_character(rest);
      const SourceSpan span{source, static_cast<int>(line) + 1, column, 1};
      if (!character.valid) {
        fail({fmt::format("the byte 0x{:02X} is not UTF-8", static_cast<unsigned char>(rest[0])), span,
              "save the file as UTF-8", ""});
      }
      const bool control = character.code_point < 0x20 || character.code_point == 0x7F;
      if (control && character.code_point != '\t') {
        fail({fmt::format("a control character (U+{:04X})", static_cast<unsigned>(character.code_point)),
              span, "expected text; remove it", ""});
      }
      rest.remove_prefix(character.bytes);
    }
  }
}

}  // namespace

std::shared_ptr<const SourceText> make_source(const std::string& text, const std::string& name,
                                              bool is_command_line) {
  auto source = std::make_shared<SourceText>();
  source->name = name;
  source->is_command_line = is_command_line;
  if (text.size() > kMostBytes) {
    source->lines = {""};
    const SourceSpan start{source, 1, 1, 1};
    fail({"the file has more than 1 MB, too much for a configuration", start, "", ""});
  }
  std::string_view rest = text;
  if (rest.substr(0, kByteOrderMark.size()) == kByteOrderMark) rest.remove_prefix(kByteOrderMark.size());
  source->lines = split_lines(rest);
  check_characters(source);
  if (is_command_line && source->lines.size() > 1) {
    const SourceSpan start{source, 1, 1, 1};
    fail({"a line end in an argument", start, "expected `key.path=value` on one line", ""});
  }
  return source;
}

std::string describe(const SourceSpan& span) {
  const std::string name = printable(span.source->name);
  if (span.source->is_command_line) return name + ": " + printable(span.source->lines.front());
  return fmt::format("{}:{}:{}", name, span.line, span.column);
}

}  // namespace bnn

#include "experiments/config/yaml/yaml_syntax_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "experiments/files/utf8.h"

namespace bnn {

namespace {

struct Explanation {
  std::string_view message_part;
  const char* what;
  const char* hint;
};

constexpr Explanation kExplanations[] = {
    {"illegal flow end", "a closing bracket without an opening one", "remove it, or put the text in quotes"},
    {"illegal map value", "`:` cannot stand here",
     "expected one `key: value` on a line; a text that contains `: ` goes in quotes"},
    {"illegal block entry", "a list cannot start here",
     "expected `[a, b]`, or `- a` on the lines below the key"},
    {"end of map", "this line does not fit to the ones above",
     "expected the same indentation as its neighbours"},
    {"end of sequence", "this line does not fit to the ones above",
     "expected the same indentation as its neighbours"},
    {"EOF in scalar", "a quote is never closed", "expected it to end on its line"},
    {"anchor is not defined", "an alias without its anchor",
     "expected `&name` before the value that `*name` stands for"},
    {"block scalar", "unexpected text behind `|` or `>`", "expected the text on the lines below, indented"},
};

std::string_view line_of(const SourceSpan& span) {
  return span.source->lines[static_cast<std::size_t>(span.line) - 1];
}

/// Bytes before the first tab in the indentation of the line; npos where there is none.
std::size_t find_tab_in_indentation(std::string_view line) {
  return line.substr(0, line.find_first_not_of(" \t")).find('\t');
}

}  // namespace

Diagnostic explain_syntax_error(const std::string& message, const SourceSpan& span, const ConfigNode* open) {
  const auto contains = [&](std::string_view part) { return message.find(part) != std::string::npos; };

  if (const std::size_t tab = find_tab_in_indentation(line_of(span)); tab != std::string_view::npos) {
    const SourceSpan place{span.source, span.line, static_cast<int>(tab) + 1, 1};
    return {"a tab in the indentation", place, "indent with blanks", ""};
  }
  if (open != nullptr && contains("flow not found")) {
    const bool is_list = open->kind == ConfigNode::Kind::kSequence;
    const bool same_line = span.line == open->span.line && span.column > open->span.column;
    if (same_line) {
      return {fmt::format("`,` or `{}` is missing", is_list ? ']' : '}'), span, "expected it before this",
              ""};
    }
    return {fmt::format("`{}` is never closed", is_list ? '[' : '{'), open->span,
            fmt::format("expected a `{}`", is_list ? ']' : '}'), ""};
  }
  if (contains("unknown escape")) {
    // The parser stops behind the backslash and its letter.
    const SourceSpan escape{span.source, span.line, std::max(1, span.column - 2), 2};
    return {"an unknown escape in a text in double quotes", escape,
            "expected `\\\\` for a backslash, or the text in single quotes", ""};
  }
  if (contains("unknown token")) {
    const std::string character(
        sub_characters(line_of(span), static_cast<std::size_t>(span.column) - 1, /*count=*/1));
    return {fmt::format("a value cannot start with {}", quoted(character)), span, "put the text in quotes",
            ""};
  }
  if (contains("end of map") || contains("end of sequence")) {
    const bool starts_line = line_of(span).substr(0, line_of(span).find_first_not_of(' ')).size() + 1 ==
                             static_cast<std::size_t>(span.column);
    if (starts_line) {
      return {"this line does not fit to the ones above", span,
              "expected the same indentation as its neighbours", ""};
    }
    return {"unexpected text behind a value", span,
            "expected the end of the line; is a quote missing or too much?", ""};
  }
  for (const Explanation& explanation : kExplanations) {
    if (contains(explanation.message_part)) return {explanation.what, span, explanation.hint, ""};
  }
  return {"this is not YAML", span, message, ""};
}

}  // namespace bnn

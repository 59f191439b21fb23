#include "experiments/config/yaml/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "bayes/core/error.h"
#include "experiments/files/utf8.h"

namespace bnn {

namespace {

constexpr int kWidestLine = 100;  // characters shown of a source line
constexpr int kBeforeError = 60;  // of which stand left of the error where the line is longer

/// The source line and the underline below it, cut to a window around the error.
struct ShownLine {
  std::string text;
  std::string underline;
};

ShownLine show_line(const SourceSpan& span) {
  const std::string& line = span.source->lines.at(static_cast<std::size_t>(span.line) - 1);
  const int characters = static_cast<int>(count_characters(line));
  const int column = std::min(span.column - 1, characters);
  const int first = characters <= kWidestLine ? 0 : std::max(0, column - kBeforeError);
  const int last = std::min(characters, first + kWidestLine);

  ShownLine shown;
  if (first > 0) shown.text = "...";
  shown.underline = std::string(shown.text.size(), ' ');
  std::string_view rest = sub_characters(line, static_cast<std::size_t>(first), kWidestLine);
  for (int place = first; !rest.empty(); ++place) {
    const std::string_view character = rest.substr(0, first_character(rest).bytes);
    // A tab stays a tab in both lines, so that the underline stands below its text at any tab width.
    shown.text += character == "\t" ? "\t" : printable(character);
    if (place < column) shown.underline += character == "\t" ? '\t' : ' ';
    rest.remove_prefix(character.size());
  }
  if (last < characters) shown.text += "...";
  const int room = std::max(1, last - column);
  shown.underline += std::string(static_cast<std::size_t>(std::clamp(span.length, 1, room)), '^');
  return shown;
}

std::string format(const Diagnostic& diagnostic) {
  const SourceSpan& span = diagnostic.span;
  const std::string number = span.source->is_command_line ? "" : std::to_string(span.line);
  const std::string margin(std::max<std::size_t>(number.size(), 2), ' ');
  const ShownLine line = show_line(span);

  std::string text = fmt::format("error: {}\n{}--> {}\n", diagnostic.what, margin, describe(span));
  text += fmt::format("{} |\n", margin);
  text += fmt::format("{:>{}} |{}{}\n", number, margin.size(), line.text.empty() ? "" : " ", line.text);
  text += fmt::format("{} | {}{}{}\n", margin, line.underline, diagnostic.hint.empty() ? "" : " ",
                      diagnostic.hint);
  if (!diagnostic.note.empty()) text += fmt::format("{} = {}\n", margin, diagnostic.note);
  return text;
}

}  // namespace

std::string quoted(std::string_view text) {
  constexpr std::size_t kMostCharacters = 60;
  const std::string_view kept = sub_characters(text, 0, kMostCharacters);
  return fmt::format("`{}{}`", printable(kept), kept.size() < text.size() ? "..." : "");
}

void Diagnostics::add(Diagnostic diagnostic) {
  if (full()) {
    more_ = true;
  } else {
    kept_.push_back(std::move(diagnostic));
  }
}

std::string Diagnostics::text() const {
  if (kept_.empty()) return "";

  std::vector<const SourceText*> sources;  // in the order in which they came
  const auto rank = [&](const Diagnostic& diagnostic) {
    const auto found = std::find(sources.begin(), sources.end(), diagnostic.span.source.get());
    const auto source = found - sources.begin();
    if (found == sources.end()) sources.push_back(diagnostic.span.source.get());
    return std::make_tuple(source, diagnostic.span.line, diagnostic.span.column);
  };
  std::vector<std::pair<decltype(rank(kept_[0])), const Diagnostic*>> order;
  for (const Diagnostic& diagnostic : kept_) order.emplace_back(rank(diagnostic), &diagnostic);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });

  std::string text;
  for (const auto& [where, diagnostic] : order) text += format(*diagnostic) + "\n";
  const std::string count =
      fmt::format("{}{} error{}", more_ ? "more than " : "", kept_.size(), kept_.size() == 1 ? "" : "s");
  return text + fmt::format("({}; nothing was started)", count);
}

void Diagnostics::throw_if_any() const {
  if (!empty()) throw bayes::Error(text(), "", "", bayes::Fault::kUsage);
}

void fail(Diagnostic diagnostic) {
  Diagnostics diagnostics;
  diagnostics.add(std::move(diagnostic));
  throw bayes::Error(diagnostics.text(), "", "", bayes::Fault::kUsage);
}

}  // namespace bnn

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/config/yaml/source_text.h"

namespace bnn {

/// Turns places as a YAML parser counts them (line and byte, both from 0) into spans in characters, and looks
/// up there what the parser does not say. Places outside of the text are moved into it. An anchor (`&name`)
/// before a token is skipped. Each look-up costs the length of its token, not of its line, so that a long
/// line stays cheap.
class TokenLocator {
 public:
  explicit TokenLocator(std::shared_ptr<const SourceText> source) : source_(std::move(source)) {}

  /// Where the token stands and how long it is on its line: a quoted text with its quotes, a plain one
  /// without a comment behind it, one character of anything else.
  SourceSpan span(int line, int byte);

  /// Whether a tag is written there (`!`, `!!str`).
  bool has_tag(int line, int byte) const;
  /// "~", "null", "Null" or "NULL" where that is written there, else "": a value that is not there.
  std::string null_spelling(int line, int byte) const;
  /// Whether a text in quotes starts there that goes on to the end of the file. yaml-cpp takes such a text
  /// where the file ends with a line end.
  bool has_unclosed_quote(int line, int byte) const;

 private:
  struct Place {
    std::size_t line;
    std::size_t byte;
  };
  Place place(int line, int byte) const;
  std::string_view text_at(const Place& place) const;
  std::size_t characters_before(const Place& place);

  std::shared_ptr<const SourceText> source_;
  std::size_t counted_line_ = static_cast<std::size_t>(-1);
  std::vector<std::size_t> characters_;  // before each kStride-th byte of the counted line
};

}  // namespace bnn

#include "experiments/config/yaml/yaml_document.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string_view>

#include "bayes/core/error.h"
#include "experiments/config/yaml/diagnostics.h"
#include "experiments/config/yaml/node_builder.h"
#include "experiments/config/yaml/token_locator.h"
#include "experiments/config/yaml/yaml_syntax_error.h"

namespace bnn {

namespace {

/// Hands yaml-cpp's events to a `NodeBuilder`, with places in characters instead of bytes.
class Events : public YAML::EventHandler {
 public:
  Events(TokenLocator& tokens, NodeBuilder& builder) : tokens_(tokens), builder_(builder) {}

  void OnDocumentStart(const YAML::Mark& mark) override { builder_.start_document(span(mark)); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    builder_.null({span(mark), anchor}, tokens_.null_spelling(mark.line, mark.column));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override { builder_.alias(span(mark), anchor); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const bool quoted = tag == "!";
    if (quoted && tokens_.has_unclosed_quote(mark.line, mark.column)) {
      fail({"a quote is never closed", span(mark), "expected it to end on its line", ""});
    }
    builder_.scalar(event(mark, tag, anchor), value, quoted);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    builder_.open(event(mark, tag, anchor), ConfigNode::Kind::kSequence);
  }
  void OnSequenceEnd() override { builder_.close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    builder_.open(event(mark, tag, anchor), ConfigNode::Kind::kMapping);
  }
  void OnMapEnd() override { builder_.close(); }

 private:
  SourceSpan span(const YAML::Mark& mark) const { return tokens_.span(mark.line, mark.column); }

  NodeBuilder::Event event(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) const {
    // yaml-cpp says "?" of a plain node, "!" of a quoted text, and "!" also where a lone `!` was written.
    const bool plain_or_quoted = tag.empty() || tag == "?" || tag == "!";
    return {span(mark), anchor, !plain_or_quoted || tokens_.has_tag(mark.line, mark.column)};
  }

  TokenLocator& tokens_;
  NodeBuilder& builder_;
};

ConfigNode parse(const std::string& text, const std::shared_ptr<const SourceText>& source) {
  TokenLocator tokens(source);
  NodeBuilder builder;
  Events events(tokens, builder);
  std::istringstream stream(text);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(events)) {
    }
  } catch (const YAML::Exception& error) {
    const SourceSpan span = tokens.span(error.mark.line, error.mark.column);
    fail(explain_syntax_error(error.msg, span, builder.innermost_open()));
  }
  return builder.take().value_or(ConfigNode{ConfigNode::Kind::kNull, "", false, {source, 1, 1, 1}, {}});
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

}  // namespace

ConfigNode parse_yaml(const std::string& text, const std::string& source_name) {
  const auto source = make_source(text, source_name);
  // From the checked lines: without byte order mark and with one kind of line end.
  return parse(joined(source->lines), source);
}

ConfigNode parse_yaml_value(const std::shared_ptr<const SourceText>& source, std::size_t value_start) {
  // Blanks in place of the key, byte for byte, put the value at the place that it has in the line.
  return parse(std::string(value_start, ' ') + source->lines.front().substr(value_start), source);
}

ConfigNode read_yaml_file(const std::string& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) == 0 && !S_ISREG(facts.st_mode)) {
    // Opening a pipe would wait for whoever writes to it.
    throw bayes::Error(fmt::format("cannot read the configuration {}: not a regular file", quoted(path)), "",
                       "give the path of a YAML file of at most 1 MB that may be read");
  }
  std::ifstream file(path, std::ios::binary);
  // One byte more than a configuration may have: enough to see that it is too much, even of an endless file.
  std::string text(kMostBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  // A folder opens, but its first read fails and leaves `bad`.
  if (file.bad() || (file.gcount() == 0 && !file.eof())) {
    throw bayes::Error(fmt::format("cannot read the configuration {}", quoted(path)), "",
                       "give the path of a YAML file that exists and may be read");
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  return parse_yaml(text, path);
}

}  // namespace bnn

#include "experiments/config/overrides.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "experiments/config/yaml/diagnostics.h"
#include "experiments/config/yaml/value_words.h"
#include "experiments/config/yaml/yaml_document.h"
#include "experiments/files/utf8.h"

namespace bnn {

namespace {

using Kind = ConfigNode::Kind;

/// The keys before the `=`, each with its place. Throws where one is empty or no name.
std::vector<ConfigKey> split_path(const std::shared_ptr<const SourceText>& source, std::string_view path) {
  std::vector<ConfigKey> keys;
  int column = 1;
  while (true) {
    const std::size_t dot = path.find('.');
    const std::string_view key = path.substr(0, dot);
    const int length = static_cast<int>(count_characters(key));
    const SourceSpan span{source, 1, column, std::max(1, length)};
    if (key.empty()) fail({"an empty key in the path", span, "expected `key.path=value`", ""});
    if (key.find_first_of(" \t\"'[]{}:,&*!|>%@`#") != std::string_view::npos) {
      fail({fmt::format("{} is no key", quoted(key)), span, "expected names with dots between them", ""});
    }
    keys.push_back({std::string(key), span});
    if (dot == std::string_view::npos) return keys;
    path.remove_prefix(dot + 1);
    column += length + 1;
  }
}

}  // namespace

void apply_override(ConfigNode& root, const std::string& assignment) {
  const auto source = make_source(assignment, "command line", /*is_command_line=*/true);
  const std::string& line = source->lines.front();
  const std::size_t equals = line.find('=');
  if (equals == std::string::npos) {
    const SourceSpan whole{source, 1, 1, static_cast<int>(std::max<std::size_t>(1, count_characters(line)))};
    fail({"an argument without `=`", whole, "expected `key.path=value`", ""});
  }
  const std::vector<ConfigKey> keys = split_path(source, std::string_view(line).substr(0, equals));
  ConfigNode value = parse_yaml_value(source, equals + 1);
  if (value.kind == Kind::kNull && value.text.empty()) {
    const SourceSpan sign{source, 1, static_cast<int>(count_characters(line.substr(0, equals))) + 1, 1};
    fail({"no value after the `=`", sign, "expected `key.path=value`", ""});
  }

  ConfigNode* section = &root;
  std::string path;
  for (std::size_t i = 0;; ++i) {
    if (section->kind == Kind::kNull) *section = {Kind::kMapping, "", false, section->span, {}};
    if (section->kind != Kind::kMapping) {
      fail({fmt::format("`{}` {}", path, problem_of(*section)), keys[i].span,
            "expected a section before this key; give the whole value instead", ""});
    }
    if (i + 1 == keys.size()) break;
    if (section->find(keys[i].text) == nullptr) {
      section->set(keys[i], {Kind::kMapping, "", false, keys[i].span, {}});
    }
    section = section->find(keys[i].text);
    path += (path.empty() ? "" : ".") + printable(keys[i].text);
  }
  section->set(keys.back(), std::move(value));
}

}  // namespace bnn

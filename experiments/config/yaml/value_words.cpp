#include "experiments/config/yaml/value_words.h"

#include <fmt/format.h>

#include "experiments/config/yaml/diagnostics.h"
#include "experiments/files/utf8.h"

namespace bnn {

std::string problem_of(const ConfigNode& node) {
  switch (node.kind) {
    case ConfigNode::Kind::kMapping:
      return "is a section of keys";
    case ConfigNode::Kind::kSequence:
      return "is a list";
    case ConfigNode::Kind::kNull:
      return node.text.empty() ? "has no value" : "is null";
    case ConfigNode::Kind::kScalar:
      break;
  }
  return fmt::format(node.quoted ? "is the text {}" : "is {}", quoted(node.text));
}

std::string meant_boolean(std::string_view text) {
  std::string lower;
  for (const char letter : text)
    lower += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  for (const char* word : {"true", "yes", "on", "y", "t", "1"}) {
    if (lower == word) return "true";
  }
  for (const char* word : {"false", "no", "off", "n", "f", "0"}) {
    if (lower == word) return "false";
  }
  return "";
}

std::string printable_start(std::string_view text) {
  constexpr std::size_t kMostCharacters = 20;
  return printable(sub_characters(text, 0, kMostCharacters));
}

}  // namespace bnn

#include "experiments/config/yaml/yaml_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "experiments/catalog/nearest_name.h"
#include "experiments/config/yaml/plain_number.h"
#include "experiments/config/yaml/value_words.h"

namespace bnn {

namespace {

using Kind = ConfigNode::Kind;

}  // namespace

YamlReader::YamlReader(const ConfigNode& root, Diagnostics& diagnostics, std::string path)
    : diagnostics_(diagnostics) {
  sections_.push_back({std::move(path), &root, {}, false});
  open_.push_back(&sections_.back());
  if (root.kind == Kind::kMapping) return;
  sections_.back().node = nullptr;
  diagnostics_.add(
      {root.kind == Kind::kNull ? "the configuration is empty" : "the configuration " + problem_of(root),
       root.span, "expected `key: value`, line by line", ""});
}

void YamlReader::number(const bayes::Field& field, double& value) {
  if (const ConfigNode* node = value_of(field.name))
    read_number(*node, path_of(field.name), field.range, value);
}

void YamlReader::optional_number(const bayes::Field& field, std::optional<double>& value) {
  const ConfigNode* node = value_of(field.name);
  if (node == nullptr) return;
  const bool written_null = node->kind == Kind::kNull && !node->text.empty();
  double read = 0;
  if (written_null) {
    value.reset();
  } else if (read_number(*node, path_of(field.name), field.range, read)) {
    value = read;
  }
}

void YamlReader::integer(const bayes::Field& field, std::int64_t& value) {
  if (const ConfigNode* node = value_of(field.name))
    read_integer(*node, path_of(field.name), field.range, value);
}

void YamlReader::boolean(const bayes::Field& field, bool& value) {
  const ConfigNode* node = value_of(field.name);
  const std::string expected = "expected `true` or `false`";
  if (node == nullptr || !require_plain(*node, path_of(field.name), expected)) return;
  if (node->text == "true" || node->text == "false") {
    value = node->text == "true";
    return;
  }
  const std::string meant = meant_boolean(node->text);
  report(*node, path_of(field.name), fmt::format("is {}", quoted(node->text)),
         meant.empty() ? expected : fmt::format("did you mean `{}`?", meant));
}

void YamlReader::text(const bayes::Field& field, std::string& value) {
  if (const ConfigNode* node = value_of(field.name)) {
    read_text(*node, path_of(field.name), "expected a text", value);
  }
}

void YamlReader::integers(const bayes::Field& field, std::vector<std::int64_t>& value) {
  const ConfigNode* node = value_of(field.name);
  if (node == nullptr || !require_sequence(*node, path_of(field.name), "expected a list of whole numbers"))
    return;
  std::vector<std::int64_t> read(node->children.size());
  bool good = true;
  for (std::size_t i = 0; i < read.size(); ++i) {
    const std::string path = fmt::format("{}[{}]", path_of(field.name), i);
    good &= read_integer(node->children[i].value, path, field.range, read[i]);
  }
  if (good) value = std::move(read);
}

void YamlReader::texts(const bayes::Field& field, std::vector<std::string>& value) {
  const ConfigNode* node = value_of(field.name);
  if (node == nullptr || !require_sequence(*node, path_of(field.name), "expected a list of texts")) return;
  std::vector<std::string> read(node->children.size());
  bool good = true;
  for (std::size_t i = 0; i < read.size(); ++i) {
    const std::string path = fmt::format("{}[{}]", path_of(field.name), i);
    good &= read_text(node->children[i].value, path, "expected a text", read[i]);
  }
  if (good) value = std::move(read);
}

void YamlReader::matrix(const bayes::Field& field, std::vector<std::vector<double>>& value) {
  const ConfigNode* node = value_of(field.name);
  const std::string of_numbers = "a list, each " + describe_range(field.range, "a number");
  if (node == nullptr ||
      !require_sequence(*node, path_of(field.name), "expected a list of rows, each " + of_numbers))
    return;
  std::vector<std::vector<double>> read(node->children.size());
  bool good = true;
  for (std::size_t i = 0; i < read.size(); ++i) {
    const ConfigNode& row = node->children[i].value;
    const std::string path = fmt::format("{}[{}]", path_of(field.name), i);
    if (!require_sequence(row, path, "expected " + of_numbers)) {
      good = false;
      continue;
    }
    read[i].resize(row.children.size());
    for (std::size_t j = 0; j < read[i].size(); ++j) {
      good &= read_number(row.children[j].value, fmt::format("{}[{}]", path, j), field.range, read[i][j]);
    }
  }
  if (good) value = std::move(read);
}

void YamlReader::name(const bayes::Field& field, std::string& value, const std::vector<std::string>& known) {
  const ConfigNode* node = value_of(field.name);
  if (node == nullptr) return;
  const std::string expected = fmt::format("expected one of: {}", fmt::join(known, ", "));
  std::string read;
  const bool is_text = read_text(*node, path_of(field.name), expected, read);
  if (is_text && std::find(known.begin(), known.end(), read) != known.end()) {
    value = read;
    return;
  }
  // The fields beside a `name` are those of the thing named, which is not known now.
  if (field.name == "name") open_.back()->name_is_wrong = true;
  if (!is_text) return;
  const auto nearest = nearest_name(read, known);
  diagnostics_.add({fmt::format("`{}` is {}, which is not known", path_of(field.name), quoted(read)),
                    node->span,
                    nearest ? fmt::format("did you mean `{}`?", *nearest) : "expected one of those below",
                    fmt::format("known here: {}", fmt::join(known, ", "))});
}

void YamlReader::section(const bayes::Field& field, const std::function<void()>& body) {
  const ConfigNode* node = value_of(field.name);
  const std::string path = path_of(field.name);
  const auto found = std::find_if(sections_.begin(), sections_.end(),
                                  [&](const VisitedSection& section) { return section.path == path; });
  const bool first_visit = found == sections_.end();
  const bool readable = node != nullptr && node->kind == Kind::kMapping;
  // Pointers to the elements of a deque outlive what is put behind them.
  if (first_visit) sections_.push_back({path, readable ? node : nullptr, {}, open_.back()->name_is_wrong});
  VisitedSection& visited = first_visit ? sections_.back() : *found;
  open_.push_back(&visited);
  body();
  open_.pop_back();

  if (node == nullptr || readable || !first_visit) return;
  const bool is_text = node->kind == Kind::kScalar;
  const bool takes_name = !visited.known.empty() && visited.known.front() == "name";
  std::string expected = "expected a section, `key: value` on the lines below";
  if (is_text && node->text.find(':') != std::string::npos) {
    expected = "expected a blank behind the `:`";
  } else if (is_text && takes_name) {
    expected = fmt::format("expected a section; did you mean `{}: {{name: {}}}`?", field.name,
                           printable_start(node->text));
  }
  report(*node, path, problem_of(*node), expected);
}

void YamlReader::list(const bayes::Field& field, const bayes::ListOfOptions& elements) {
  const ConfigNode* node = value_of(field.name);
  if (node == nullptr || !require_sequence(*node, path_of(field.name), "expected a list")) return;
  elements.resize(node->children.size());
  for (std::size_t i = 0; i < node->children.size(); ++i) {
    const ConfigNode& element = node->children[i].value;
    const std::string path = fmt::format("{}[{}]", path_of(field.name), i);
    if (element.kind == Kind::kMapping) {
      read_element(element, path, [&] { elements.visit(i); });
    } else if (element.kind == Kind::kScalar) {
      // Pointers to the elements of a deque outlive what is put behind them.
      named_.push_back({Kind::kMapping, "", false, element.span, {{{"name", element.span}, element}}});
      read_element(named_.back(), path, [&] { elements.visit(i); });
    } else {
      report(element, path, problem_of(element), "expected a name, or `name: …` with options");
    }
  }
}

void YamlReader::read_element(const ConfigNode& element, const std::string& path,
                              const std::function<void()>& body) {
  sections_.push_back({path, &element, {}, open_.back()->name_is_wrong});
  VisitedSection& visited = sections_.back();
  open_.push_back(&visited);
  body();
  open_.pop_back();
  const bool takes_name = !visited.known.empty() && visited.known.front() == "name";
  if (!takes_name || element.find("name") != nullptr) return;
  visited.name_is_wrong = true;
  report(element, path, "has no `name`", "say which one it is; the keys beside it are its options");
}

std::vector<ConfigNode> YamlReader::sequence_of_mappings(const std::string& key) {
  const ConfigNode* node = value_of(key);
  const std::string path = path_of(key);
  if (node == nullptr || !require_sequence(*node, path, "expected a list of sections, each after a `-`"))
    return {};
  std::vector<ConfigNode> mappings;
  for (std::size_t i = 0; i < node->children.size(); ++i) {
    const ConfigNode& element = node->children[i].value;
    if (element.kind == Kind::kMapping) {
      mappings.push_back(element);
    } else {
      report(element, fmt::format("{}[{}]", path, i), problem_of(element),
             "expected `key: value` after the `-`");
    }
  }
  return mappings;
}

void YamlReader::finish() { report_unknown_keys(sections_, diagnostics_); }

const ConfigNode* YamlReader::value_of(const std::string& key) {
  VisitedSection& section = *open_.back();
  if (std::find(section.known.begin(), section.known.end(), key) == section.known.end()) {
    section.known.push_back(key);
  }
  return section.node == nullptr ? nullptr : section.node->find(key);
}

std::string YamlReader::path_of(const std::string& key) const {
  const std::string& section = open_.back()->path;
  return section.empty() ? key : section + "." + key;
}

void YamlReader::report(const ConfigNode& node, const std::string& path, const std::string& problem,
                        const std::string& expected) {
  diagnostics_.add({fmt::format("`{}` {}", path, problem), node.span, expected, ""});
}

bool YamlReader::read_number(const ConfigNode& node, const std::string& path, const bayes::Range& range,
                             double& value) {
  const std::string expected = "expected " + describe_range(range, "a number");
  if (!require_plain(node, path, expected)) return false;
  const auto parsed = parse_number(node.text);
  if (const auto* bad = std::get_if<NotANumber>(&parsed)) {
    report(node, path, fmt::format("is {}, which {}", quoted(node.text), bad->problem), expected);
    return false;
  }
  const double number = std::get<double>(parsed);
  if (!range.contains(number)) {
    report(node, path, fmt::format("is {}", quoted(node.text)), expected);
    return false;
  }
  value = number;
  return true;
}

bool YamlReader::read_integer(const ConfigNode& node, const std::string& path, const bayes::Range& range,
                              std::int64_t& value) {
  const std::string expected = "expected " + describe_range(range, "a whole number");
  if (!require_plain(node, path, expected)) return false;
  const auto parsed = parse_integer(node.text);
  if (const auto* bad = std::get_if<NotANumber>(&parsed)) {
    report(node, path, fmt::format("is {}, which {}", quoted(node.text), bad->problem), expected);
    return false;
  }
  const std::int64_t number = std::get<std::int64_t>(parsed);
  if (!range.contains(static_cast<double>(number))) {
    report(node, path, fmt::format("is {}", quoted(node.text)), expected);
    return false;
  }
  value = number;
  return true;
}

bool YamlReader::read_text(const ConfigNode& node, const std::string& path, const std::string& expected,
                           std::string& value) {
  if (node.kind != Kind::kScalar) {
    report(node, path, problem_of(node), expected);
    return false;
  }
  value = node.text;
  return true;
}

bool YamlReader::require_plain(const ConfigNode& node, const std::string& path, const std::string& expected) {
  if (node.kind == Kind::kScalar && !node.quoted) return true;
  report(node, path, problem_of(node), node.quoted ? expected + ", without quotes" : expected);
  return false;
}

bool YamlReader::require_sequence(const ConfigNode& node, const std::string& path,
                                  const std::string& expected) {
  if (node.kind == Kind::kSequence) return true;
  const bool could_be_element = node.kind == Kind::kScalar;
  report(
      node, path, problem_of(node),
      could_be_element ? fmt::format("{}, such as `[{}]`", expected, printable_start(node.text)) : expected);
  return false;
}

}  // namespace bnn

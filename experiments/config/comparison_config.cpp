#include "experiments/config/comparison_config.h"

#include <filesystem>
#include <map>
#include <set>

#include "experiments/catalog/exporters.h"
#include "experiments/config/overrides.h"
#include "experiments/config/yaml/located_error.h"
#include "experiments/config/yaml/merge.h"
#include "experiments/config/yaml/yaml_document.h"
#include "experiments/config/yaml/yaml_reader.h"
#include "experiments/files/folder_name.h"

namespace bnn {
namespace {

bool concerns_comparison(const std::string& assignment) {
  const std::string top = assignment.substr(0, assignment.find_first_of(".="));
  static const std::set<std::string> own{"name", "base", "seeds", "methods", "report"};
  return own.count(top) == 1;
}

ConfigNode without(ConfigNode node, const std::string& key) {
  auto& children = node.children;
  for (auto child = children.begin(); child != children.end();) {
    child = child->key.text == key ? children.erase(child) : child + 1;
  }
  return node;
}

// As it could stand in a file: "15", "[16, 16]", "[{name: aps, coverage: 0.9}]".
std::string in_one_line(const ConfigNode& node) {
  const bool is_mapping = node.kind == ConfigNode::Kind::kMapping;
  if (!is_mapping && node.kind != ConfigNode::Kind::kSequence) return node.text;
  std::string text;
  for (const auto& [key, value] : node.children) {
    text += (text.empty() ? "" : ", ") + (is_mapping ? key.text + ": " : "") + in_one_line(value);
  }
  return is_mapping ? "{" + text + "}" : "[" + text + "]";
}

// "training.epochs = 15; model.prior.sigma = 0.2"
void describe_leaves(const ConfigNode& node, const std::string& path, std::string& text) {
  if (node.kind == ConfigNode::Kind::kMapping) {
    for (const auto& child : node.children) {
      describe_leaves(child.value, path.empty() ? child.key.text : path + "." + child.key.text, text);
    }
    return;
  }
  text += (text.empty() ? "" : "; ") + path + " = " + in_one_line(node);
}

ConfigNode scalar(std::int64_t value, const SourceSpan& span) {
  ConfigNode node;
  node.kind = ConfigNode::Kind::kScalar;
  node.text = std::to_string(value);
  node.span = span;
  return node;
}

void require_different_seeds(const ConfigNode& root, const std::vector<std::int64_t>& seeds,
                             Diagnostics& diagnostics) {
  std::set<std::int64_t> seen;
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    if (seen.insert(seeds[i]).second) continue;
    diagnostics.add({"`seeds` lists " + std::to_string(seeds[i]) + " twice",
                     root.find("seeds")->children.at(i).value.span, "name each seed once", ""});
  }
}

// What a comparison cannot be written as would be left out without a word.
void require_formats_of_comparisons(const ConfigNode& root, const std::vector<std::string>& formats,
                                    Diagnostics& diagnostics) {
  std::string known;
  for (const auto& entry : exporters()) {
    if (entry.comparison) known += (known.empty() ? "" : ", ") + entry.name;
  }
  for (std::size_t i = 0; i < formats.size(); ++i) {
    for (const auto& entry : exporters()) {
      if (entry.name != formats[i] || entry.comparison) continue;
      diagnostics.add({"a comparison cannot be written as " + bnn::quoted(entry.name),
                       find_setting(root, "report.formats")->children.at(i).value.span,
                       "choose one of " + known,
                       "each run of a comparison can: report.formats of the experiment in `base`"});
    }
  }
}

ConfigNode read_base(const ConfigNode& root, const std::string& path, const ComparisonFile& file,
                     Diagnostics& diagnostics) {
  if (file.base.empty()) {
    diagnostics.add({"the comparison has no `base`", root.span, "name the experiment that it starts from",
                     "for example base: mnist_lenet5_map.yaml"});
    diagnostics.throw_if_any();
  }
  return read_yaml_file((std::filesystem::path(path).parent_path() / file.base).string());
}

}  // namespace

ComparisonConfig load_comparison(const std::string& path, const std::vector<std::string>& overrides) {
  ConfigNode root = read_yaml_file(path);
  for (const auto& assignment : overrides) {
    if (concerns_comparison(assignment)) apply_override(root, assignment);
  }
  Diagnostics diagnostics;
  ComparisonFile file;
  YamlReader reader(root, diagnostics);
  ComparisonFile::visit_fields(file, reader);
  const auto entries = reader.sequence_of_mappings("methods");
  reader.finish();
  require_known_names(root, file.report, diagnostics);
  require_formats_of_comparisons(root, file.report.formats, diagnostics);
  const ConfigNode base = read_base(root, path, file, diagnostics);

  ComparisonConfig comparison{file.name, file.seeds, file.report, {}};
  if (entries.empty())
    diagnostics.add({"the comparison has no `methods`", root.span, "list one at least", ""});
  if (file.seeds.empty())
    diagnostics.add({"the comparison has no `seeds`", root.span, "list one at least", ""});
  require_different_seeds(root, file.seeds, diagnostics);
  std::map<std::string, std::string> labels;  // by the folder that each gets
  for (const auto& entry : entries) {
    ComparedConfig compared;
    describe_leaves(without(without(entry, "method"), "label"), "", compared.note);
    ConfigNode merged = merge(base, entry);
    for (const auto& assignment : overrides) {
      if (!concerns_comparison(assignment)) apply_override(merged, assignment);
    }
    for (const auto seed : file.seeds) {
      merged.set({"seed", entry.span}, scalar(seed, entry.span));
      // The first seed shows what is wrong; further ones would repeat it.
      Diagnostics ignored;
      compared.runs.push_back(read_experiment(merged, seed == file.seeds.front() ? diagnostics : ignored));
    }
    if (compared.runs.empty()) continue;
    compared.label = title_of(compared.runs.front());
    for (auto& run : compared.runs) run.name = file.name + ", " + compared.label;
    const auto folder = folder_name(compared.label);
    const auto [other, is_new] = labels.emplace(folder, compared.label);
    if (!is_new) {
      diagnostics.add({other->second == compared.label
                           ? "two methods have the label " + bnn::quoted(compared.label)
                           : "the labels " + bnn::quoted(other->second) + " and " +
                                 bnn::quoted(compared.label) + " share the folder " + bnn::quoted(folder),
                       entry.span, "give each its own", ""});
    }
    comparison.methods.push_back(std::move(compared));
  }
  diagnostics.throw_if_any();
  return comparison;
}

}  // namespace bnn

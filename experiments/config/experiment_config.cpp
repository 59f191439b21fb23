#include "experiments/config/experiment_config.h"

#include <algorithm>

#include "experiments/catalog/exporters.h"
#include "experiments/config/nearest_name.h"
#include "experiments/config/overrides.h"
#include "experiments/config/yaml_document.h"
#include "experiments/config/yaml_printer.h"
#include "experiments/config/yaml_reader.h"

namespace bnn {
namespace {

// Names in the list `section.key`, each of which has to be one of `things`.
template <class Things>
void require_known(const ConfigNode& root, const std::string& section, const std::string& key,
                   const std::vector<std::string>& names, const Things& things, const std::string& kind,
                   Diagnostics& diagnostics) {
  std::vector<std::string> known;
  std::string listed;
  for (const auto& thing : things) {
    known.push_back(thing.name);
    listed += (listed.empty() ? "" : ", ") + thing.name;
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (std::find(known.begin(), known.end(), names[i]) != known.end()) continue;
    const auto* node = root.find(section)->find(key);
    const auto nearest = nearest_name(names[i], known);
    diagnostics.add({"unknown " + kind + " " + bnn::quoted(names[i]) + " in `" + section + "." + key + "`",
                     node->children.at(i).value.span, nearest ? "did you mean `" + *nearest + "`?" : "",
                     "known here: " + listed});
  }
}

ExperimentConfig read_overridden(ConfigNode root, const std::vector<std::string>& overrides) {
  for (const auto& assignment : overrides) apply_override(root, assignment);
  Diagnostics diagnostics;
  auto config = read_experiment(root, diagnostics);
  diagnostics.throw_if_any();
  return config;
}

}  // namespace

ExperimentConfig read_experiment(const ConfigNode& root, Diagnostics& diagnostics) {
  ExperimentConfig config;
  YamlReader reader(root, diagnostics);
  ExperimentConfig::visit_fields(config, reader);
  reader.finish();
  require_known(root, "report", "formats", config.report.formats, exporters(), "format", diagnostics);
  return config;
}

ExperimentConfig load_experiment(const std::string& path, const std::vector<std::string>& overrides) {
  return read_overridden(read_yaml_file(path), overrides);
}

ExperimentConfig default_experiment(const std::vector<std::string>& overrides) {
  return read_overridden(parse_yaml("{}", "the defaults"), overrides);
}

std::string to_yaml(const ExperimentConfig& config, bool comments) {
  YamlPrinter printer(comments ? YamlPrinter::Comments::kHelp : YamlPrinter::Comments::kNone);
  auto copy = config;  // visitors may change what they visit; the printer does not
  ExperimentConfig::visit_fields(copy, printer);
  return printer.text();
}

}  // namespace bnn

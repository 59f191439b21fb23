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

void require_known_formats(const ConfigNode& root, const ExperimentConfig& config, Diagnostics& diagnostics) {
  std::vector<std::string> known;
  std::string listed;
  for (const auto& exporter : exporters()) {
    known.push_back(exporter.name);
    listed += (listed.empty() ? "" : ", ") + exporter.name;
  }
  for (std::size_t i = 0; i < config.report.formats.size(); ++i) {
    const auto& format = config.report.formats[i];
    if (std::find(known.begin(), known.end(), format) != known.end()) continue;
    const auto* node = root.find("report")->find("formats");
    const auto nearest = nearest_name(format, known);
    diagnostics.add({"unknown format " + bnn::quoted(format) + " in `report.formats`",
                     node->children.at(i).value.span, nearest ? "did you mean `" + *nearest + "`?" : "",
                     "known here: " + listed});
  }
}

}  // namespace

ExperimentConfig read_experiment(const ConfigNode& root, Diagnostics& diagnostics) {
  ExperimentConfig config;
  YamlReader reader(root, diagnostics);
  ExperimentConfig::visit_fields(config, reader);
  reader.finish();
  require_known_formats(root, config, diagnostics);
  return config;
}

ExperimentConfig load_experiment(const std::string& path, const std::vector<std::string>& overrides) {
  ConfigNode root = read_yaml_file(path);
  for (const auto& assignment : overrides) apply_override(root, assignment);
  Diagnostics diagnostics;
  auto config = read_experiment(root, diagnostics);
  diagnostics.throw_if_any();
  return config;
}

std::string to_yaml(const ExperimentConfig& config, bool comments) {
  YamlPrinter printer(comments ? YamlPrinter::Comments::kHelp : YamlPrinter::Comments::kNone);
  auto copy = config;  // visitors may change what they visit; the printer does not
  ExperimentConfig::visit_fields(copy, printer);
  return printer.text();
}

}  // namespace bnn

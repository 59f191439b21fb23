#include "experiments/config/experiment_config.h"

#include "experiments/catalog/exporters.h"
#include "experiments/catalog/metrics.h"
#include "experiments/config/known_names.h"
#include "experiments/config/overrides.h"
#include "experiments/config/yaml_document.h"
#include "experiments/config/yaml_printer.h"
#include "experiments/config/yaml_reader.h"

namespace bnn {
namespace {

ExperimentConfig read_overridden(ConfigNode root, const std::vector<std::string>& overrides) {
  for (const auto& assignment : overrides) apply_override(root, assignment);
  Diagnostics diagnostics;
  auto config = read_experiment(root, diagnostics);
  diagnostics.throw_if_any();
  return config;
}

}  // namespace

void require_known_names(const ConfigNode& root, const ReportSection& section, Diagnostics& diagnostics) {
  std::vector<std::string> formats, keys;
  for (const auto& entry : exporters()) formats.push_back(entry.name);
  for (const auto& metric : metrics()) keys.push_back(metric.key);
  require_known(root, "report", "formats", section.formats, formats, "format", diagnostics);
  require_known(root, "report", "metrics", section.metrics, keys, "metric", diagnostics);
}

ExperimentConfig read_experiment(const ConfigNode& root, Diagnostics& diagnostics) {
  ExperimentConfig config;
  YamlReader reader(root, diagnostics);
  ExperimentConfig::visit_fields(config, reader);
  reader.finish();
  require_known_names(root, config.report, diagnostics);
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

#include "experiments/config/experiment_config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "experiments/catalog/exporters.h"
#include "experiments/catalog/metrics.h"
#include "experiments/config/known_names.h"
#include "experiments/config/moved_keys.h"
#include "experiments/config/overrides.h"
#include "experiments/config/yaml/yaml_document.h"
#include "experiments/config/yaml/yaml_printer.h"
#include "experiments/config/yaml/yaml_reader.h"

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
  for (const auto& metric : metric_infos()) keys.push_back(metric.key);
  require_known(root, "report", "formats", section.formats, formats, "format", diagnostics);
  require_known(root, "report", "metrics", section.metrics, keys, "metric", diagnostics);
}

void require_costs_of_classes(const ConfigNode& root, const ExperimentConfig& config,
                              Diagnostics& diagnostics) {
  const auto& costs = config.evaluation.decision.costs;
  if (costs.empty()) return;
  const auto& names = config.data.dataset.make().class_names;
  const auto dataset = config.data.dataset.entry().title;
  const auto* node = root.find("evaluation")->find("decision")->find("costs");
  const std::string path = "`evaluation.decision.costs";
  if (costs.size() != names.size()) {
    diagnostics.add({fmt::format("{}` has {} rows", path, costs.size()), node->span,
                     fmt::format("expected {}, one for each true class of {}", names.size(), dataset),
                     fmt::format("classes: {}", fmt::join(names, ", "))});
  }
  for (std::size_t i = 0; i < costs.size(); ++i) {
    if (costs[i].size() == names.size()) continue;
    diagnostics.add(
        {fmt::format("{}[{}]` has {} numbers", path, i, costs[i].size()), node->children[i].value.span,
         fmt::format("expected {}, the cost of answering with each class of {}", names.size(), dataset), ""});
  }
}

namespace {

// The first that takes the targets, where none is named.
void choose_likelihood(const ConfigNode& root, ExperimentConfig& config) {
  const auto* model = root.find("model");
  if (model != nullptr && model->find("likelihood") != nullptr) return;
  const auto targets = config.data.dataset.make().targets;
  for (const auto& entry : likelihoods()) {
    if (entry.configure()->make().takes != targets) continue;
    config.model.likelihood = Selection<FindLikelihood>(likelihoods(), entry.name);
    return;
  }
}

}  // namespace

ExperimentConfig read_experiment(const ConfigNode& written, Diagnostics& diagnostics) {
  const auto root = with_keys_moved(written, diagnostics);
  ExperimentConfig config;
  YamlReader reader(root, diagnostics);
  ExperimentConfig::visit_fields(config, reader);
  if (diagnostics.empty()) choose_likelihood(root, config);
  reader.finish();
  require_known_names(root, config.report, diagnostics);
  require_costs_of_classes(root, config, diagnostics);
  config.written = std::make_shared<const ConfigNode>(root);
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

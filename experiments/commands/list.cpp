#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>

#include "bayes/core/error.h"
#include "experiments/catalog/architectures.h"
#include "experiments/catalog/calibrators.h"
#include "experiments/catalog/datasets.h"
#include "experiments/catalog/exporters.h"
#include "experiments/catalog/methods.h"
#include "experiments/catalog/metrics.h"
#include "experiments/catalog/optimizers.h"
#include "experiments/catalog/priors.h"
#include "experiments/commands/command.h"
#include "experiments/config/yaml_printer.h"

namespace bnn {
namespace {

void print_head(const std::string& name, const std::string& summary, const std::string& reference) {
  fmt::print("  {:<18} {}{}\n", name, summary, reference.empty() ? "" : " [" + reference + "]");
}

template <class Signature>
void print_entries(const std::vector<Entry<Signature>>& entries) {
  for (const auto& entry : entries) {
    print_head(entry.name, entry.summary, entry.reference);
    YamlPrinter printer(YamlPrinter::Comments::kHelp);
    entry.configure()->visit(printer);
    std::string lines = printer.text();
    for (std::size_t begin = 0, end; (end = lines.find('\n', begin)) != std::string::npos; begin = end + 1) {
      fmt::print("  {:<18}   {}\n", "", lines.substr(begin, end - begin));
    }
  }
}

struct Kind {
  std::string name;
  std::string place;  ///< where YAML names one
  std::function<void()> print;
};

std::vector<Kind> kinds() {
  return {
      {"methods", "method.name", [] { print_entries(methods()); }},
      {"models", "model.name", [] { print_entries(architectures()); }},
      {"priors", "model.prior.name", [] { print_entries(priors()); }},
      {"datasets", "data.name", [] { print_entries(datasets()); }},
      {"optimizers", "training.optimizer.name", [] { print_entries(optimizers()); }},
      {"schedules", "training.schedule.name", [] { print_entries(schedules()); }},
      {"calibrators", "evaluation.calibration",
       [] {
         for (const auto& entry : calibrators()) print_head(entry.name, entry.summary, entry.reference);
       }},
      {"metrics", "metrics.json",
       [] {
         for (const auto& metric : metrics()) print_head(metric.key, metric.title, metric.reference);
       }},
      {"formats", "report.formats",
       [] {
         for (const auto& entry : exporters()) print_head(entry.name, entry.summary, "");
       }},
  };
}

void list(const std::string& wanted) {
  std::string known;
  bool found = false;
  for (const auto& kind : kinds()) {
    known += (known.empty() ? "" : ", ") + kind.name;
    if (!wanted.empty() && wanted != kind.name) continue;
    found = true;
    fmt::print("{} ({})\n", kind.name, kind.place);
    kind.print();
    fmt::print("\n");
  }
  if (!found)
    throw bayes::Error("there is nothing called \"" + wanted + "\" to list", "bnn list",
                       "choose of " + known);
}

}  // namespace

void add_list(CLI::App& app) {
  auto kind = std::make_shared<std::string>();
  auto* command = app.add_subcommand("list", "What a configuration can name, with options and defaults");
  std::string names;
  for (const auto& each : kinds()) names += "\n  " + each.name;
  command->footer("Kinds:" + names + "\n\n  bnn list priors");
  command->add_option("kind", *kind, "One kind; all where none is given");
  command->callback([kind] { list(*kind); });
}

}  // namespace bnn

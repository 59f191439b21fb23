#include "experiments/command_line/placeholder.h"

#include <cctype>

#include "experiments/catalog/kinds.h"
#include "experiments/config/experiment_config.h"
#include "experiments/config/yaml/field_rows.h"
#include "experiments/run/pruned_run.h"

namespace bnn {
namespace {

using Form = Placeholder::Form;

// "methods" -> "METHOD".
std::string singular(std::string plural) {
  plural.pop_back();
  for (char& letter : plural) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return plural;
}

// "training.epochs=", "model.prior.name=", "model.prior.name=gaussian", …; sections are no settings.
std::vector<std::string> settings() {
  ExperimentConfig config;
  FieldRows fields;
  ExperimentConfig::visit_fields(config, fields);
  std::vector<std::string> words;
  for (const auto& row : fields.rows()) {
    if (row.expected.empty()) continue;
    words.push_back(row.key + "=");
    for (const auto& name : row.known) words.push_back(row.key + "=" + name);
  }
  return words;
}

}  // namespace

std::vector<Placeholder> placeholders() {
  std::vector<Placeholder> all{{"CONFIG.yaml", Form::kFile, ".yaml", {}},
                               {"RUN", Form::kFolder, "", {}},
                               {"DIR", Form::kFolder, "", {}},
                               {"FILE", Form::kFile, "", {}},
                               {"FILE.csv", Form::kFile, "", {}},
                               {"FILE.html", Form::kFile, "", {}},
                               {"GROUND", Form::kWords, "", {"auto", "black", "white"}},
                               {"SHELL", Form::kWords, "", completion_shells()},
                               {"ORDER", Form::kWords, "", pruning_orders()},
                               {"key.path=value", Form::kWords, "", settings()}};
  Placeholder kind{"KIND", Form::kWords, "", {"settings"}};
  for (const auto& each : kinds()) {
    Placeholder names{singular(each.name), Form::kWords, "", {}};
    for (const auto& thing : each.things) names.words.push_back(thing.name);
    kind.words.push_back(each.name);
    all.push_back(names);
  }
  all.push_back(kind);
  return all;
}

}  // namespace bnn

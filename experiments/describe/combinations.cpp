#include "experiments/describe/combinations.h"

#include "bayes/core/error.h"
#include "experiments/config/experiment_config.h"
#include "experiments/config/yaml/field_rows.h"
#include "experiments/run/consistency.h"

namespace bnn {

std::vector<Choice> choices_of(const Kind& kind) {
  const std::string section = kind.place.substr(0, kind.place.rfind('.') + 1);
  std::vector<Choice> choices;
  for (const auto& thing : kind.things) {
    std::vector<Choice> variants{{thing.name, {kind.place + "=" + thing.name}}};
    FieldRows fields;
    thing.visit(fields);
    for (const auto& field : fields.rows()) {
      if (field.known.empty()) continue;
      std::vector<Choice> with_field;
      for (const auto& variant : variants) {
        for (const auto& value : field.known) {
          with_field.push_back({variant.label + ", " + field.key + ": " + value, variant.overrides});
          with_field.back().overrides.push_back(section + field.key + "=\"" + value + "\"");
        }
      }
      variants = with_field;
    }
    choices.insert(choices.end(), variants.begin(), variants.end());
  }
  return choices;
}

std::string refusal(const std::vector<std::string>& overrides) {
  auto config = default_experiment(overrides);
  config.written = nullptr;  // the reason alone, without where it stands
  try {
    require_consistent(config, config.data.dataset.make().shape);
    return "";
  } catch (const bayes::Error& error) {
    return error.problem;
  }
}

}  // namespace bnn

#include "experiments/describe/experiment_keys.h"

#include <algorithm>

#include "experiments/catalog/kinds.h"
#include "experiments/config/experiment_config.h"

namespace bnn {

std::vector<FieldRow> keys_of_experiment() {
  FieldRows rows;
  ExperimentConfig config;
  ExperimentConfig::visit_fields(config, rows);
  auto kept = rows.rows();
  for (const auto& kind : kinds()) {
    for (const auto& thing : kind.things) {
      FieldRows options;
      thing.visit(options);
      const auto is_option = [&](const FieldRow& row) {
        return std::any_of(options.rows().begin(), options.rows().end(),
                           [&](const FieldRow& option) { return row.key == kind.section() + option.key; });
      };
      kept.erase(std::remove_if(kept.begin(), kept.end(), is_option), kept.end());
    }
  }
  return kept;
}

}  // namespace bnn

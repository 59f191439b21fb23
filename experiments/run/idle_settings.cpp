#include "experiments/run/idle_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "bayes/posteriors/posterior_kinds.h"
#include "experiments/config/yaml/located_error.h"
#include "experiments/config/yaml/yaml_document.h"
#include "experiments/process/standard_streams.h"
#include "experiments/run/consistency.h"
#include "experiments/run/problem.h"
#include "experiments/run/start.h"

namespace bnn {
namespace {

// What idleness follows from.
struct Facts {
  bool validates = false;        // there are validation images
  bool takes_draws = false;      // predictions average as many draws as are asked for
  bool trains_by_draws = false;  // gradients are estimates
  bool has_complexity = false;   // a KL or -log prior is part of the objective
  double cycle = 0.0;            // epochs of a cycle of the KL's factor
  const ExperimentConfig& config;
  const ConfigNode& resolved;  // the configuration with every default filled in

  std::string text(const std::string& key) const {
    const auto* node = find_setting(resolved, key);
    return node == nullptr ? "" : node->text;
  }
};

Facts facts_of(const ExperimentConfig& config, const ConfigNode& resolved) {
  const auto shape = shape_ahead(config);
  const auto problem =
      problem_of(config, to_be_loaded(architecture_of(config, shape), config.model.start), {shape.outputs});
  const auto method = config.method.make(problem);
  const auto& training = config.training.options;
  return {takes_validation(config.data.split),
          method->draws(2) != method->draws(3),
          method->is_random(),
          problem.prior->is_proper(),
          static_cast<double>(training.epochs) / static_cast<double>(training.kl_cycles),
          config,
          resolved};
}

class Findings {
 public:
  void add(bool idle, const char* key, std::string reason) {
    if (idle) found_.push_back({key, std::move(reason)});
  }
  std::vector<IdleSetting> found() && { return std::move(found_); }

 private:
  std::vector<IdleSetting> found_;
};

void look_at_training(const Facts& facts, Findings& findings) {
  const bayes::TrainingOptions defaults, &set = facts.config.training.options;
  const auto ends = fmt::format("training ends after {} epochs", set.epochs);
  const std::string no_images = "there are no validation images",
                    no_draws = "the method trains without draws";
  findings.add(set.patience > 0 && !facts.validates, "training.patience", no_images);
  findings.add(facts.validates && set.patience >= set.epochs, "training.patience", ends);
  findings.add(set.warmup_epochs > static_cast<double>(set.epochs), "training.warmup_epochs",
               ends + ", before the learning rate has grown to what the schedule says");
  const bool other_draws = set.validation_draws != defaults.validation_draws;
  findings.add(other_draws && !facts.validates, "training.validation_draws", no_images);
  findings.add(other_draws && facts.validates && !facts.takes_draws, "training.validation_draws",
               "the method itself fixes the number of draws");
  findings.add(set.draws > 1 && !facts.trains_by_draws, "training.draws", no_draws);
  findings.add(set.antithetic && !facts.trains_by_draws, "training.antithetic", no_draws);
  findings.add(set.draw_per_shard && !facts.trains_by_draws, "training.draw_per_shard", no_draws);
  findings.add(set.draw_per_shard && set.shards == 1, "training.draw_per_shard", "there is one shard");
  findings.add(facts.text("training.schedule.name") == "plateau" &&
                   std::stoll(facts.text("training.schedule.patience")) >= set.epochs,
               "training.schedule.patience", ends);
}

void look_at_complexity(const Facts& facts, Findings& findings) {
  const bayes::TrainingOptions defaults, &set = facts.config.training.options;
  const std::string flat = "the prior is flat: there is no KL", no_warmup = "training.kl_warmup_epochs is 0";
  const bool warms_up = set.kl_warmup_epochs > 0.0;
  findings.add(set.temperature != defaults.temperature && !facts.has_complexity, "training.temperature",
               flat);
  findings.add(warms_up && !facts.has_complexity, "training.kl_warmup_epochs", flat);
  findings.add(
      warms_up && facts.has_complexity && set.kl_warmup_epochs > facts.cycle, "training.kl_warmup_epochs",
      fmt::format("a cycle of training has {:g} epochs, and the KL's factor never reaches the temperature",
                  facts.cycle));
  findings.add(!warms_up && set.kl_warmup_shape != defaults.kl_warmup_shape, "training.kl_warmup_shape",
               no_warmup);
  findings.add(!warms_up && set.kl_cycles > 1, "training.kl_cycles", no_warmup);
  findings.add(set.free_nats > 0.0 && !facts.trains_by_draws, "training.free_nats",
               "the method has no KL of draws");
}

void look_at_parts(const Facts& facts, Findings& findings) {
  const auto& start = facts.config.model.start;
  findings.add(start.sigma_share != StartSection{}.sigma_share && start.from.empty(),
               "model.start.sigma_share", "model.start.from is empty");
  if (const auto posterior = facts.text("method.posterior"); !posterior.empty()) {
    const auto& takes = bayes::posterior_kind(posterior).options;
    findings.add(takes.count("rank") == 0 && facts.text("method.rank") != "2", "method.rank",
                 "the posterior " + posterior + " has none");
    findings.add(takes.count("factor_sigma") == 0 && facts.text("method.factor_sigma") != "0.1",
                 "method.factor_sigma", "the posterior " + posterior + " has no factors");
  }
  findings.add(facts.text("method.unit") == "channel" && facts.text("method.convolutions") == "false",
               "method.unit", "method.convolutions is false");
  findings.add(
      facts.text("model.prior.fit") == "closed_form" && facts.text("model.prior.initial_sigma") != "0.1",
      "model.prior.initial_sigma", "model.prior.fit is closed_form");
}

void look_at_evaluation(const Facts& facts, Findings& findings) {
  const EvaluationSection defaults, &set = facts.config.evaluation;
  const auto& decision = set.decision;
  findings.add(set.samples != defaults.samples && !facts.takes_draws, "evaluation.samples",
               "the method itself fixes the number of draws");
  const bool other_cost = decision.wrong != DecisionSection{}.wrong;
  findings.add(other_cost && !decision.costs.empty(), "evaluation.decision.wrong",
               "evaluation.decision.costs says what answers cost");
  findings.add(other_cost && !decision.is_given(), "evaluation.decision.wrong",
               "neither evaluation.decision.costs nor reject is given");
}

bool same_place(const ConfigNode& a, const ConfigNode& b) {
  return a.span.source == b.span.source && a.span.line == b.span.line && a.span.column == b.span.column;
}

// What a method says of a setting that others share holds for all, or is not said.
bool has_effect_elsewhere(const std::string& key, const ConfigNode& node,
                          const std::vector<ExperimentConfig>& methods,
                          const std::vector<std::vector<IdleSetting>>& idle) {
  for (std::size_t i = 0; i < methods.size(); ++i) {
    const auto* theirs = methods[i].written ? find_setting(*methods[i].written, key) : nullptr;
    if (theirs == nullptr || !same_place(*theirs, node)) continue;
    if (std::none_of(idle[i].begin(), idle[i].end(), [&](const auto& setting) { return setting.key == key; }))
      return true;
  }
  return false;
}

}  // namespace

std::vector<IdleSetting> idle_settings(const ExperimentConfig& config) {
  const auto resolved = parse_yaml(to_yaml(config), "the configuration");
  const auto facts = facts_of(config, resolved);
  Findings findings;
  look_at_training(facts, findings);
  look_at_complexity(facts, findings);
  look_at_parts(facts, findings);
  look_at_evaluation(facts, findings);
  return std::move(findings).found();
}

std::vector<std::string> idle_setting_warnings(const std::vector<ExperimentConfig>& methods,
                                               Written written) {
  std::vector<std::vector<IdleSetting>> idle;
  for (const auto& config : methods) idle.push_back(idle_settings(config));
  std::vector<std::string> warnings;
  for (std::size_t i = 0; i < methods.size(); ++i) {
    for (const auto& [key, reason] : idle[i]) {
      const auto* node = methods[i].written ? find_setting(*methods[i].written, key) : nullptr;
      if (node == nullptr) continue;
      if (written == Written::kOnCommandLine && !node->span.source->is_command_line) continue;
      if (has_effect_elsewhere(key, *node, methods, idle)) continue;
      auto line = fmt::format("warning: {}: `{}` has no effect: {}", describe(node->span), key, reason);
      if (std::find(warnings.begin(), warnings.end(), line) == warnings.end())
        warnings.push_back(std::move(line));
    }
  }
  return warnings;
}

void warn_of_idle_settings(const std::vector<ExperimentConfig>& methods, Written written) {
  for (const auto& warning : idle_setting_warnings(methods, written)) say(warning + "\n");
}

}  // namespace bnn

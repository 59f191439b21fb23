#include "experiments/run/consistency.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <utility>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/training/weight_average.h"
#include "experiments/config/yaml/located_error.h"
#include "experiments/run/problem.h"
#include "experiments/run/start.h"

namespace bnn {
namespace {

// Without the data, it takes the number of images that the configuration says.
void require_whole_batches(const bayes::Optimizer& optimizer, const bayes::InferenceMethod& method,
                           const ExperimentConfig& config) {
  const auto& split = config.data.split;
  const auto batch_size = config.training.options.batch_size;
  const auto images = split.training_images - validation_images(split, split.training_images);
  bayes::require_exact_gradients(optimizer, batch_size, images, method.is_random(),
                                 config.training.options.clip_norm);
  if (!optimizer.needs_exact_gradients() || split.training_images > 0) return;
  throw bayes::Error(
      "the optimiser needs all training images in one batch, and how many there are is not said",
      "data.training_images", "set it, and training.batch_size to the same number");
}

void require_likelihood_of_targets(const ExperimentConfig& config, Targets targets) {
  const auto& chosen = config.model.likelihood;
  const auto takes = chosen.make().takes;
  if (takes == targets) return;
  std::vector<std::string> fitting;
  for (const auto& entry : likelihoods()) {
    if (entry.configure()->make().takes == targets) fitting.push_back(entry.name);
  }
  throw bayes::Error(
      fmt::format("{} has {}, and the likelihood {} takes {}", config.data.dataset.entry().title,
                  words_of(targets), chosen.entry().name, words_of(takes)),
      "model.likelihood.name", fmt::format("choose {}", fmt::join(fitting, " or ")));
}

// Calibrations, prediction sets and costs are of classes.
void require_evaluation_of_targets(const EvaluationSection& evaluation, Targets targets) {
  if (targets == Targets::kClasses) return;
  const std::pair<bool, const char*> given[] = {{!evaluation.calibration.empty(), "evaluation.calibration"},
                                                {!evaluation.conformal.empty(), "evaluation.conformal"},
                                                {evaluation.decision.is_given(), "evaluation.decision"}};
  for (const auto& [is_given, key] : given) {
    if (!is_given) continue;
    throw bayes::Error("it is for classes, and the targets are " + std::string(words_of(targets)), key,
                       "leave it out");
  }
}

void require_parts_fit(const ExperimentConfig& config, const models::InputShape& shape, Targets targets) {
  require_likelihood_of_targets(config, targets);
  require_evaluation_of_targets(config.evaluation, targets);
  const auto architecture = to_be_loaded(architecture_of(config, shape), config.model.start);
  const auto problem = problem_of(config, architecture, {shape.outputs});
  const auto method = config.method.make(problem);
  bayes::require_pairs(bayes::sharding_of(config.training.options));
  const auto optimizer = config.training.optimizer.make()({});
  if (optimizer->weight_decay() > 0.0 && problem.prior->is_proper()) {
    throw bayes::Error("weight decay together with a prior would count the prior twice",
                       "training.optimizer.weight_decay", "set it to 0, or model.prior.name to flat");
  }
  const auto& split = config.data.split;
  if (split.training_images > 0) require_training_images(split.training_images, split);
  require_whole_batches(*optimizer, *method, config);
  bayes::require_one_average(config.training.options);
  bayes::require_tempered(*problem.prior, bayes::entropy_factor(config.training.options),
                          config.training.options.free_nats);
  bayes::TrainingStage start;
  if (takes_validation(split)) start.validation_nll.emplace();
  config.training.schedule.make()(start);
  const bool fits = !config.evaluation.calibration.empty() || !config.evaluation.conformal.empty();
  if (fits && !takes_validation(split)) {
    throw bayes::Error("calibration and prediction sets are fitted on validation images, and there are none",
                       "evaluation.calibration, evaluation.conformal",
                       "set data.validation to 1,000 or more");
  }
}

}  // namespace

void require_consistent(const ExperimentConfig& config, const models::InputShape& shape) {
  require_consistent(config, shape, config.data.dataset.make().targets);
}

void require_consistent(const ExperimentConfig& config, const models::InputShape& shape, Targets targets) {
  try {
    require_parts_fit(config, shape, targets);
  } catch (const bayes::Error& error) {
    if (config.written == nullptr) throw;
    throw located(error, *config.written);
  }
}

void require_start(const ExperimentConfig& config, const models::InputShape& shape) {
  const auto architecture = started(architecture_of(config, shape), config.model.start);
  config.method.make(problem_of(config, architecture, {shape.outputs}));
}

models::InputShape shape_ahead(const ExperimentConfig& config) {
  const auto known = config.data.dataset.make();
  return known.find_shape().value_or(known.shape);
}

}  // namespace bnn

#include "experiments/run/evaluation.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>
#include <optional>

#include "bayes/core/error.h"
#include "bayes/metrics/calibration/reliability_curve.h"
#include "bayes/metrics/classification/class_scores.h"
#include "bayes/metrics/classification/confusion_matrix.h"
#include "bayes/metrics/selective/decision_cost.h"
#include "bayes/predictive/entropy_decomposition.h"
#include "experiments/catalog/metrics.h"
#include "experiments/process/interruption.h"
#include "experiments/run/conformal_evaluation.h"
#include "experiments/run/metric_rows.h"
#include "experiments/run/number_evaluation.h"
#include "experiments/run/shown_images.h"
#include "experiments/run/weight_report.h"

namespace bnn {
namespace {

using bayes::CategoricalPredictive;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

template <class Value>
std::vector<Value> to_vector(const torch::Tensor& tensor, torch::ScalarType type) {
  const auto plain = tensor.to(torch::kCPU, type).contiguous();
  const auto* values = plain.data_ptr<Value>();
  return {values, values + plain.numel()};
}

CategoricalPredictive predict(const bayes::InferenceMethod& method, const EvaluationSet& set,
                              const ExperimentConfig& config, const WatchedPool& pool) {
  // Noise is keyed by the content of an example; an example in both sets has other noise in each.
  const std::uint32_t place = set.role == report::Role::kValidation ? 1 : 0;
  return pool.predict(
      set.name,
      [&](const torch::Tensor& some, const bayes::Draw::Key& of_draw, const torch::Tensor& examples) {
        return method.sample_logits(some, of_draw, examples);
      },
      {set.inputs, set.keys}, method.draws(config.evaluation.samples),
      {static_cast<std::uint64_t>(config.seed), bayes::Stream::kPrediction, place, 0});
}

report::SplitRecord measure(const std::string& name, const CategoricalPredictive& predictive,
                            const torch::Tensor& labels, const ExperimentConfig& config,
                            const WatchedPool& pool) {
  report::SplitRecord split;
  split.name = name;
  split.examples = predictive.examples();
  const auto measured = bayes::measured(metrics(), predictive, labels);
  split.metrics = metric_rows(name, measured, config, pool);
  for (const auto& bin : bayes::reliability_curve(predictive, labels)) {
    split.reliability.push_back({bin.low, bin.high, bin.count, bin.mean_confidence, bin.accuracy});
  }
  const auto confusion = bayes::confusion_matrix(predictive, labels);
  for (std::int64_t row = 0; row < confusion.size(0); ++row) {
    split.confusion.push_back(to_vector<std::int64_t>(confusion[row], torch::kInt64));
  }
  for (const auto& score : bayes::class_scores(confusion)) {
    split.per_class.push_back({score.precision, score.recall, score.f1, score.support});
  }
  add_readings(split);
  return split;
}

report::SplitRecord measure_set(const EvaluationSet& set, const CategoricalPredictive& predictive,
                                const ExperimentConfig& config, const WatchedPool& pool) {
  auto record = measure(set.name, predictive, set.targets, config, pool);
  record.role = set.role;
  return record;
}

// A split for each calibration: "test_matrix", and where it is chosen again with other options
// "test_matrix_2".
void calibrate(const ValidationPredictions& validation, const CategoricalPredictive& test,
               const Splits& splits, const ExperimentConfig& config, const WatchedPool& pool,
               report::RunRecord& record) {
  std::map<std::string, int> chosen;
  for (const auto& selection : config.evaluation.calibration) {
    const auto& entry = selection.entry();
    const int times = ++chosen[entry.name];
    const auto change = entry.name + (times == 1 ? "" : fmt::format("_{}", times));
    const auto calibration = selection.make()(validation.mean, validation.labels);
    record.splits.push_back(
        measure(splits.test.name + "_" + change, calibration.apply(test), splits.test.targets, config, pool));
    record.splits.back().change = change;
    record.splits.back().note = fmt::format("{}, fitted on {} validation images: {}", entry.title,
                                            validation.labels.size(0), calibration.found);
    record.splits.back().warning = bayes::warnings_of(calibration, validation.labels.size(0));
    record.splits.back().numbers = calibration.numbers;
    stop_if_interrupted();
  }
}

torch::Tensor costs_of(const DecisionSection& section, std::int64_t classes) {
  auto costs = bayes::equal_costs(classes, section.wrong);
  for (std::size_t i = 0; i < section.costs.size(); ++i) {
    costs[static_cast<std::int64_t>(i)] = torch::tensor(section.costs[i], torch::kFloat64);
  }
  return section.reject ? bayes::with_rejection(costs, *section.reject) : costs;
}

// What rules for answering or handing on come to on the test images; `validation` may be null.
report::DecisionRecord decide(const CategoricalPredictive& test, const Splits& splits,
                              const ValidationPredictions* validation, const DecisionSection& section) {
  if (!section.is_given()) return {};
  const auto costs = costs_of(section, test.classes());
  const bool equal = section.costs.empty();
  report::DecisionRecord record{
      equal ? section.wrong : kNone, section.reject.value_or(kNone), {}, section.costs};
  const auto add = [&](const std::string& key, const std::string& title, double threshold,
                       const std::vector<std::int64_t>& actions) {
    const auto found = bayes::decision_outcome(test, splits.test.targets, actions, costs);
    record.rules.push_back({key, title, threshold, found.cost, found.expected, found.rejected});
  };
  add("always", "Always the most probable class", 0.0, bayes::threshold_decisions(test, 0.0));
  // Only where all wrong answers cost the same is the rule one on the top probability.
  add("bayes", "Least expected cost", equal ? 1.0 - *section.reject / section.wrong : kNone,
      bayes::bayes_decisions(test, costs));
  if (validation != nullptr && section.reject) {
    const double threshold = bayes::cheapest_threshold(validation->mean, validation->labels, costs);
    add("validation", "Cheapest threshold on validation", threshold,
        bayes::threshold_decisions(test, threshold));
  }
  return record;
}

bool uses_validation(const EvaluationSection& evaluation) {
  return !evaluation.calibration.empty() || !evaluation.conformal.empty();
}

// What is fitted to validation images is fitted to these, or was found before with as many draws.
void require_validation(const Splits& splits, const EvaluationSection& evaluation, std::int64_t draws,
                        const FoundBefore* before) {
  if (splits.validation.size() > 0) return;
  if (before != nullptr) {
    const bool decides = evaluation.decision.reject.has_value();  // by a threshold of validation
    if (!decides && !uses_validation(evaluation)) return;
    require_same_draws("what the run fitted on validation", before->validation.draws, draws);
  } else if (uses_validation(evaluation)) {
    throw bayes::Error(
        "calibrations, prediction sets and thresholds need predictions of validation images, and "
        "there are none",
        "evaluation", "leave them out, or train anew with data.validation");
  }
}

report::Predictions predictions_of(const CategoricalPredictive& predictive, const torch::Tensor& labels) {
  const auto entropy = bayes::entropy_decomposition(predictive);
  report::Predictions predictions;
  predictions.draws = predictive.draws();
  predictions.examples = predictive.examples();
  predictions.classes = predictive.classes();
  predictions.labels = to_vector<std::int64_t>(labels, torch::kInt64);
  predictions.predicted =
      to_vector<std::int64_t>(predictive.mean_log_probabilities().argmax(1), torch::kInt64);
  predictions.probabilities = to_vector<double>(predictive.mean_probabilities(), torch::kFloat64);
  predictions.samples = to_vector<float>(predictive.log_probabilities().exp(), torch::kFloat32);
  predictions.predictive_entropy = to_vector<double>(entropy.predictive_entropy, torch::kFloat64);
  predictions.expected_entropy = to_vector<double>(entropy.expected_entropy, torch::kFloat64);
  predictions.mutual_information = to_vector<double>(entropy.mutual_information, torch::kFloat64);
  predictions.mutual_information_corrected =
      to_vector<double>(entropy.mutual_information_corrected, torch::kFloat64);
  return predictions;
}

}  // namespace

CategoricalPredictive predict_validation(const bayes::InferenceMethod& method, const Splits& splits,
                                         const ExperimentConfig& config, const WatchedPool& pool) {
  return predict(method, splits.validation, config, pool);
}

namespace {

std::optional<ValidationPredictions> evaluate_classes(const bayes::InferenceMethod& method,
                                                      const Splits& splits, const ExperimentConfig& config,
                                                      const WatchedPool& pool, report::RunRecord& record,
                                                      const FoundBefore* before) {
  require_validation(splits, config.evaluation, method.draws(config.evaluation.samples), before);
  const auto seed = static_cast<std::uint64_t>(config.seed);
  const auto& kinds = config.evaluation.conformal;
  std::vector<NamedSets> sets;
  if (splits.validation.size() == 0 && before != nullptr) sets = found_conformal(kinds, before->conformal);
  const auto began = std::chrono::steady_clock::now();
  const auto seconds_since_begun = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  };
  const auto test = predict(method, splits.test, config, pool);
  record.seconds_per_10000_predictions =
      seconds_since_begun() * 1e4 / static_cast<double>(splits.test.size());
  stop_if_interrupted();

  record.splits.push_back(measure_set(splits.test, test, config, pool));
  record.draws =
      draws_points(bayes::measured(metrics(), test, splits.test.targets), record.splits.back().metrics, pool);
  record.predictions = predictions_of(test, splits.test.targets);
  stop_if_interrupted();
  std::optional<CategoricalPredictive> on_validation;
  std::optional<ValidationPredictions> validation;
  if (splits.validation.size() > 0) {
    on_validation = predict_validation(method, splits, config, pool);
    record.splits.push_back(measure_set(splits.validation, *on_validation, config, pool));
    validation = averaged(*on_validation, splits.validation.targets);
  }
  const auto* fitted_to = validation ? &*validation : before != nullptr ? &before->validation : nullptr;
  record.decision = decide(test, splits, fitted_to, config.evaluation.decision);
  if (fitted_to != nullptr) {
    calibrate(*fitted_to, test, splits, config, pool, record);
    if (validation) {
      sets = fit_conformal(kinds, {validation->mean, validation->labels, splits.validation.keys}, seed);
    }
    record.conformal = measure_conformal(kinds, sets, {test, splits.test.targets, splits.test.keys}, seed);
  }
  stop_if_interrupted();
  std::optional<PredictedImages> of_validation;
  if (on_validation) of_validation.emplace(PredictedImages{splits.validation, *on_validation});
  report_weights(method, {splits.test, test}, of_validation, pool, record);
  if (splits.test.pixels.defined()) show_images(splits.test.pixels, config.report.images, record);
  record.evaluation_seconds = seconds_since_begun();
  return validation;
}

}  // namespace

std::optional<ValidationPredictions> evaluate(const bayes::InferenceMethod& method, const Splits& splits,
                                              const ExperimentConfig& config, const WatchedPool& pool,
                                              report::RunRecord& record, const FoundBefore* before) {
  if (!splits.test.numbers.defined()) {
    return evaluate_classes(method, splits, config, pool, record, before);
  }
  evaluate_numbers(method, splits, config, pool, record);
  return std::nullopt;
}

}  // namespace bnn

#include "notebooks_export/json.h"

#include <algorithm>
#include <numeric>

#include "notebooks_export/complexity.h"
#include "notebooks_export/enough_draws.h"
#include "notebooks_export/pruning_choice.h"

namespace report {
namespace {

using nlohmann::ordered_json;

ordered_json reliability_json(const std::vector<ReliabilityBin>& bins) {
  ordered_json rows = ordered_json::array();
  for (const ReliabilityBin& bin : bins) {
    rows.push_back({{"low", bin.low},
                    {"high", bin.high},
                    {"count", bin.count},
                    {"mean_confidence", bin.mean_confidence},
                    {"accuracy", bin.accuracy}});
  }
  return rows;
}

ordered_json per_class_json(const std::vector<ClassRow>& classes) {
  ordered_json rows = ordered_json::array();
  for (const ClassRow& row : classes) {
    rows.push_back(
        {{"precision", row.precision}, {"recall", row.recall}, {"f1", row.f1}, {"support", row.support}});
  }
  return rows;
}

ordered_json split_metrics_json(const SplitRecord& split) {
  ordered_json metrics = ordered_json::object();
  for (const MetricRow& row : split.metrics) {
    metrics[row.key] = {{"value", row.estimate.value},
                        {"low", row.estimate.low},
                        {"high", row.estimate.high},
                        {"monte_carlo_error", row.estimate.monte_carlo_error},
                        {"monte_carlo_error_approximate", row.estimate.approximate}};
  }
  return metrics;
}

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Means over the images of the test split, nats.
ordered_json uncertainty_json(const Predictions& predictions) {
  return {{"draws", predictions.draws},
          {"predictive_entropy", mean_of(predictions.predictive_entropy)},
          {"expected_entropy", mean_of(predictions.expected_entropy)},
          {"mutual_information", mean_of(predictions.mutual_information)},
          {"mutual_information_corrected", mean_of(predictions.mutual_information_corrected)}};
}

ordered_json coverage_json(const CoverageRow& row) {
  return {{"examples", row.examples}, {"coverage", row.share}, {"low", row.low}, {"high", row.high}};
}

ordered_json coverages_json(const std::vector<CoverageRow>& rows) {
  ordered_json list = ordered_json::array();
  for (const CoverageRow& row : rows) list.push_back(coverage_json(row));
  return list;
}

ordered_json conformal_json(const std::vector<ConformalRecord>& records) {
  ordered_json list = ordered_json::array();
  for (const ConformalRecord& record : records) {
    list.push_back({{"name", record.name},
                    {"options", record.options},
                    {"target", record.target},
                    {"all", coverage_json(record.all)},
                    {"mean_size", record.mean_size},
                    {"mean_size_low", record.mean_size_low},
                    {"mean_size_high", record.mean_size_high},
                    {"empty", record.empty},
                    {"singletons", record.singletons},
                    {"by_class", coverages_json(record.by_class)},
                    {"by_size", coverages_json(record.by_size)}});
    if (!record.warning.empty()) list.back()["warning"] = record.warning;
  }
  return list;
}

ordered_json pruning_json(const std::vector<PruningPoint>& points) {
  ordered_json rows = ordered_json::array();
  for (const PruningPoint& point : points) {
    rows.push_back({{"share", point.share},
                    {"removed", point.removed},
                    {"accuracy", point.accuracy},
                    {"nll", point.nll},
                    {"validation_accuracy", point.validation_accuracy}});
  }
  return rows;
}

ordered_json pruning_choice_json(const RunRecord& run) {
  ordered_json choice{{"order", run.pruned_first}};
  if (const auto chosen = chosen_pruning(run.pruning)) {
    choice.update({{"share", chosen->share}, {"chosen_on", "validation"}, {"largest_loss", kBearableLoss}});
  }
  return choice;
}

/// Points of the curve, and from which on each metric is as good as known.
ordered_json draws_json(const RunRecord& run) {
  ordered_json points = ordered_json::array();
  for (const DrawsPoint& point : run.draws) {
    ordered_json metrics = ordered_json::object();
    for (const MetricOfDraws& metric : point.metrics) {
      metrics[metric.key] = {{"value", metric.value}, {"monte_carlo_error", metric.monte_carlo_error}};
    }
    points.push_back({{"draws", point.draws}, {"subsets", point.subsets}, {"metrics", metrics}});
  }
  ordered_json enough = ordered_json::object();
  if (!run.draws.empty()) {
    for (const MetricOfDraws& metric : run.draws.back().metrics) {
      const auto draws = enough_draws(run, metric.key);
      enough[metric.key] = draws ? ordered_json(*draws) : ordered_json(nullptr);
    }
  }
  return {{"curve", points}, {"enough", enough}};
}

ordered_json decision_json(const DecisionRecord& decision) {
  ordered_json rules = ordered_json::object();
  for (const DecisionRule& rule : decision.rules) {
    rules[rule.key] = {{"threshold", rule.threshold},
                       {"cost", rule.cost},
                       {"expected", rule.expected},
                       {"rejected", rule.rejected}};
  }
  if (decision.costs.empty()) {
    return {{"wrong", decision.wrong}, {"reject", decision.reject}, {"rules", rules}};
  }
  return {{"costs", decision.costs}, {"reject", decision.reject}, {"rules", rules}};
}

ordered_json learnt_scales_json(const std::vector<LearntScale>& scales) {
  ordered_json tensors = ordered_json::object();
  for (const LearntScale& scale : scales) tensors[scale.tensor][scale.name] = scale.value;
  return tensors;
}

ordered_json weights_json(const std::vector<LayerSummary>& layers) {
  ordered_json rows = ordered_json::object();
  for (const LayerSummary& layer : layers) {
    rows[layer.name] = {{"kl", layer.kl}, {"kl_monte_carlo_error", layer.kl_error}};
  }
  return rows;
}

ordered_json mcnemar_json(const std::vector<McNemarRow>& tests) {
  ordered_json rows = ordered_json::array();
  for (const McNemarRow& test : tests) {
    rows.push_back({{"only_first_right", test.only_first_right},
                    {"only_this_right", test.only_this_right},
                    {"p_value", test.p_value}});
  }
  return rows;
}

ordered_json method_json(const ComparedMethod& method) {
  ordered_json metrics = ordered_json::object();
  for (const ComparedMetric& metric : method.metrics) {
    metrics[metric.key] = {{"mean", metric.mean},
                           {"standard_error", metric.standard_error},
                           {"difference", metric.difference},
                           {"difference_low", metric.difference_low},
                           {"difference_high", metric.difference_high},
                           {"images_low", metric.images_low},
                           {"images_high", metric.images_high},
                           {"per_seed", metric.per_seed}};
  }
  return {{"label", method.label},
          {"method", method.method},
          {"note", method.note},
          {"metrics", metrics},
          {"mcnemar", mcnemar_json(method.mcnemar)},
          {"seconds",
           {{"training", method.training_seconds},
            {"per_10000_predictions", method.seconds_per_10000_predictions}}},
          {"reliability", reliability_json(method.reliability)},
          {"run_directories", method.run_directories}};
}

}  // namespace

ordered_json metrics_json(const RunRecord& run) {
  std::vector<const SplitRecord*> splits;
  for (const SplitRecord& split : run.splits) splits.push_back(&split);
  std::stable_partition(splits.begin(), splits.end(),
                        [](const SplitRecord* split) { return split->name == "test"; });

  ordered_json document = ordered_json::object();
  ordered_json details = ordered_json::object();
  for (const SplitRecord* split : splits) {
    document[split->name] = split_metrics_json(*split);
    details[split->name] = {{"examples", split->examples},
                            {"confusion", split->confusion},
                            {"per_class", per_class_json(split->per_class)},
                            {"reliability", reliability_json(split->reliability)}};
    if (!split->note.empty()) details[split->name]["note"] = split->note;
    if (!split->warning.empty()) details[split->name]["warning"] = split->warning;
  }
  document["details"] = details;
  if (!run.conformal.empty()) document["conformal"] = {{"test", conformal_json(run.conformal)}};
  document["draws"] = draws_json(run);
  if (run.predictions.examples > 0) document["uncertainty"] = uncertainty_json(run.predictions);
  if (!run.decision.rules.empty()) document["decision"] = decision_json(run.decision);
  if (!run.learnt_scales.empty()) document["learnt_scales"] = learnt_scales_json(run.learnt_scales);
  if (!run.layers.empty()) document["weights"] = weights_json(run.layers);
  document["pruning"] = pruning_json(run.pruning);
  if (!run.pruning.empty()) document["pruning_choice"] = pruning_choice_json(run);
  document["complexity"] = complexity_key(run.complexity);
  document["seconds"] = {{"training", run.training_seconds},
                         {"evaluation", run.evaluation_seconds},
                         {"per_10000_predictions", run.seconds_per_10000_predictions}};
  return document;
}

ordered_json comparison_json(const ComparisonRecord& comparison) {
  ordered_json methods = ordered_json::array();
  for (const ComparedMethod& method : comparison.methods) methods.push_back(method_json(method));
  return {{"name", comparison.name},   {"dataset", comparison.dataset},
          {"model", comparison.model}, {"seeds", comparison.seeds},
          {"methods", methods},        {"total_seconds", comparison.total_seconds}};
}

std::string json_text(const ordered_json& document) {
  return document.dump(2, ' ', /*ensure_ascii=*/false, ordered_json::error_handler_t::replace) + "\n";
}

std::vector<ExportedFile> export_json(const RunRecord& run) {
  return {{"metrics.json", json_text(metrics_json(run))}, {"environment.json", json_text(run.environment)}};
}

std::vector<ExportedFile> export_json(const ComparisonRecord& comparison) {
  return {{"comparison.json", json_text(comparison_json(comparison))},
          {"environment.json", json_text(comparison.environment)}};
}

}  // namespace report

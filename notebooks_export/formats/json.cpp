#include "notebooks_export/formats/json.h"

#include <algorithm>
#include <numeric>

#include "notebooks_export/formats/record_fields.h"
#include "notebooks_export/tables/enough_draws.h"

namespace report {
namespace {

using nlohmann::ordered_json;

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

ordered_json enough_json(const RunRecord& run) {
  ordered_json enough = ordered_json::object();
  if (run.draws.empty()) return enough;
  for (const MetricOfDraws& metric : run.draws.back().metrics) {
    const auto draws = enough_draws(run, metric.key);
    enough[metric.key] = draws ? ordered_json(*draws) : ordered_json(nullptr);
  }
  return enough;
}

ordered_json uncertainty_json(const Predictions& predictions) {
  return {{"draws", predictions.draws},
          {"predictive_entropy", mean_of(predictions.predictive_entropy)},
          {"expected_entropy", mean_of(predictions.expected_entropy)},
          {"mutual_information", mean_of(predictions.mutual_information)},
          {"mutual_information_corrected", mean_of(predictions.mutual_information_corrected)}};
}

ordered_json metrics_json(const RunRecord& run) {
  auto splits = run.splits;
  std::stable_partition(splits.begin(), splits.end(), [](const SplitRecord& split) {
    return split.role == Role::kTest && split.change.empty();
  });
  JsonWriter document;
  for (const SplitRecord& split : splits) document(split.name, keyed(split.metrics, &MetricRow::key));
  document("details", keyed(splits, &SplitRecord::name));
  fields(document, run);
  return std::move(document.object);
}

RunRecord read_metrics_json(const std::string& text, const JsonSource& source) {
  const auto document = parse_json(text, source);
  JsonReader reader(JsonPart(document, source));
  static_cast<void>(reader.part["test"]);
  static_cast<void>(reader.part["details"]["test"]);
  RunRecord run;
  reader("details", keyed(run.splits, &SplitRecord::name));
  for (SplitRecord& split : run.splits) reader(split.name, keyed(split.metrics, &MetricRow::key));
  fields(reader, run);
  return run;
}

ordered_json comparison_json(const ComparisonRecord& comparison) {
  JsonWriter document;
  fields(document, comparison);
  return std::move(document.object);
}

ComparisonRecord read_comparison_json(const std::string& text, const JsonSource& source) {
  const auto document = parse_json(text, source);
  JsonReader reader(JsonPart(document, source));
  ComparisonRecord comparison;
  fields(reader, comparison);
  return comparison;
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

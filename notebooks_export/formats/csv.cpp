#include "notebooks_export/formats/csv.h"

#include <limits>
#include <utility>

#include "notebooks_export/tables/measurement_table.h"
#include "notebooks_export/tables/result_tables.h"
#include "notebooks_export/text/escaping.h"

namespace report {
namespace {

std::string name_at(const std::vector<std::string>& names, std::int64_t index) {
  const bool named = index >= 0 && index < static_cast<std::int64_t>(names.size());
  return named ? names[static_cast<std::size_t>(index)] : std::to_string(index);
}

}  // namespace

Table weights_table(const std::vector<LayerSummary>& layers) {
  constexpr const char* kQuantiles[] = {"05", "25", "50", "75", "95"};
  Table table{"Weight posterior", {{"layer"}}, {}};
  for (const char* title : {"count", "mean_absolute_mean", "mean_sd"}) {
    table.columns.push_back({title, Align::kRight});
  }
  for (const char* quantile : kQuantiles) {
    table.columns.push_back({std::string("signal_to_noise_") + quantile, Align::kRight});
  }
  table.columns.push_back({"kl_nats", Align::kRight});
  table.columns.push_back({"kl_monte_carlo_error", Align::kRight});
  for (const LayerSummary& layer : layers) {
    std::vector<Cell> row{layer.name, layer.count, layer.mean_absolute_mean, layer.mean_sd};
    for (std::size_t at = 0; at < std::size(kQuantiles); ++at) {
      const bool known = at < layer.signal_to_noise.size();
      row.emplace_back(known ? layer.signal_to_noise[at] : std::numeric_limits<double>::quiet_NaN());
    }
    row.emplace_back(layer.kl);
    row.emplace_back(layer.kl_error);
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table predictions_table(const RunRecord& run) {
  const Predictions& predictions = run.predictions;
  Table table{"Predictions on the test split", {{"index", Align::kRight}, {"label"}, {"predicted"}}, {}};
  for (const char* title : {"right", "predictive_entropy", "expected_entropy", "mutual_information"}) {
    table.columns.push_back({title, Align::kRight});
  }
  const auto classes = static_cast<std::size_t>(predictions.classes);
  for (std::int64_t of = 0; of < predictions.classes; ++of) {
    table.columns.push_back({"probability of " + name_at(run.class_names, of), Align::kRight});
  }
  for (std::size_t image = 0; image < static_cast<std::size_t>(predictions.examples); ++image) {
    const std::int64_t label = predictions.labels[image];
    const std::int64_t predicted = predictions.predicted[image];
    std::vector<Cell> row{
        static_cast<std::int64_t>(image),      name_at(run.class_names, label),
        name_at(run.class_names, predicted),   static_cast<std::int64_t>(label == predicted),
        predictions.predictive_entropy[image], predictions.expected_entropy[image],
        predictions.mutual_information[image]};
    for (std::size_t of = 0; of < classes; ++of) {
      row.emplace_back(predictions.probabilities[image * classes + of]);
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table predictions_table(const NumberPredictions& predictions) {
  const std::size_t targets = predictions.targets.size() / predictions.indices.size();
  const bool has_intervals = !predictions.low.empty();
  Table table{"Predictions on the test split", {{"index", Align::kRight}}, {}};
  if (targets > 1) table.columns.push_back({"of"});
  for (const char* title : {"target", "mean", "sd", "aleatoric_sd", "epistemic_sd", "low", "high"}) {
    table.columns.push_back({title, Align::kRight});
  }
  if (!has_intervals) table.columns.resize(table.columns.size() - 2);
  for (std::size_t at = 0; at < predictions.targets.size(); ++at) {
    std::vector<Cell> row{predictions.indices[at / targets]};
    const auto of = static_cast<std::int64_t>(at % targets);
    if (targets > 1) row.emplace_back(name_at(predictions.target_names, of));
    for (const auto* values : {&predictions.targets, &predictions.mean, &predictions.sd,
                               &predictions.aleatoric_sd, &predictions.epistemic_sd}) {
      row.emplace_back((*values)[at]);
    }
    if (has_intervals) row.emplace_back(predictions.low[at]);
    if (has_intervals) row.emplace_back(predictions.high[at]);
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table comparison_values_table(const ComparisonRecord& comparison) {
  Table table{comparison.name, {{"method"}, {"metric"}}, {}};
  for (const char* title : {"mean", "standard_error", "difference", "difference_low", "difference_high",
                            "seeds", "images_low", "images_high"}) {
    table.columns.push_back({title, Align::kRight});
  }
  const auto seeds = static_cast<std::int64_t>(comparison.seeds.size());
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (const ComparedMethod& method : comparison.methods) {
    for (const ComparedMetric& metric : method.metrics) {
      table.rows.push_back({method.label, metric.key, metric.mean, metric.standard_error, metric.difference,
                            metric.difference_low, metric.difference_high, seeds, metric.images_low,
                            metric.images_high});
    }
    table.rows.push_back({method.label, "training_seconds", method.training_seconds, none, none, none, none,
                          seeds, none, none});
    table.rows.push_back({method.label, "seconds_per_10000_predictions", method.seconds_per_10000_predictions,
                          none, none, none, none, seeds, none, none});
  }
  return table;
}

Table mcnemar_table(const ComparisonRecord& comparison) {
  Table table{comparison.name, {{"method"}}, {}};
  for (const char* title : {"seed", "only_first_right", "only_this_right", "p_value"}) {
    table.columns.push_back({title, Align::kRight});
  }
  for (const ComparedMethod& method : comparison.methods) {
    for (std::size_t at = 0; at < method.mcnemar.size(); ++at) {
      const McNemarRow& test = method.mcnemar[at];
      table.rows.push_back(
          {method.label, comparison.seeds[at], test.only_first_right, test.only_this_right, test.p_value});
    }
  }
  return table;
}

std::vector<ExportedFile> export_csv(const RunRecord& run) {
  const bool of_numbers = run.numbers.examples > 0;
  std::vector<ExportedFile> files{
      {"weights.csv", csv(weights_table(run.layers))},
      {"predictions.csv", csv(of_numbers ? predictions_table(run.numbers) : predictions_table(run))}};
  if (const SplitRecord* test = test_split(run)) {
    for (const Measurement& measurement : test->found) {
      files.push_back({file_stem(measurement.key) + ".csv", csv(measurement_values(measurement))});
    }
  }
  return files;
}

std::vector<ExportedFile> export_csv(const ComparisonRecord& comparison) {
  return {{"comparison.csv", csv(comparison_values_table(comparison))},
          {"comparison_mcnemar.csv", csv(mcnemar_table(comparison))}};
}

}  // namespace report

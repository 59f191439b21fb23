#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "notebooks_export/formats/json_archive.h"
#include "notebooks_export/records/run_record.h"

/// The figures of a run or a comparison as JSON. Numbers are the shortest decimals that read back as the same
/// double; what is not finite is null.
namespace report {

/// metrics.json, in this order; keys marked * only where the run has such figures:
///   "test", "validation", …  {"accuracy": {"value", "low", "high", "monte_carlo_error",
///                            "monte_carlo_error_approximate"}, …}; the test split comes first
///   "details"                {"test": {"examples", "confusion": [[…]], "per_class": [{"precision", "recall",
///                            "f1", "support"}, …], "reliability": [{"low", "high", "count",
///                            "mean_confidence", "accuracy"}, …], "note"*, "warning"*, "role", "change"*,
///                            "found"*: [{"key", "title", "reading", and one of
///                              "table": {"names", "columns": [quantity], "rows": [{"name", "values"}]},
///                              "curve": {"x", "y": quantity, "series": [series], "line"},
///                              "bars": {"x", "y": quantity, "edges", "counts", "expected"},
///                              "points": {"x", "y": quantity, "points": series, "line"}}, …]}, …}; a
///                              quantity
///                            is {"key", "title", "unit": "plain", "share", "nats" or "target"}, a series
///                            {"name", "x", "y", "low"*, "high"*}, a line "none", "diagonal" or "zero"
///   "conformal"*             {"test": [{"name", "options", "target", "all": {"examples", "coverage", "low",
///                            "high"}, "mean_size", "mean_size_low", "mean_size_high", "empty", "singletons",
///                            "by_class" and "by_size": a list of what "all" has, "warning"*, "title"}, …]}
///   "draws"                  {"curve": [{"draws", "subsets", "metrics": {"accuracy": {"value",
///                            "monte_carlo_error"}, …}}, …], "enough": {"accuracy": 8 or null, …}}
///   "uncertainty"*           means over the test images, nats: {"draws", "predictive_entropy",
///                            "expected_entropy", "mutual_information", "mutual_information_corrected"}
///   "decision"*              {"wrong", or "costs": [[…]] by a matrix, "reject", "rules": {"always":
///                            {"threshold", "cost", "expected", "rejected", "title"}, "bayes": …,
///                            "validation": …}}
///   "learnt_scales"*         {"fc1.weight": {"dropout_rate": 0.1}, …}
///   "weights"*               {"fc1": {"kl", "kl_monte_carlo_error" (nats), "count", "mean_absolute_mean",
///                            "mean_sd", "signal_to_noise" (quantiles; null: infinite), "means" and "sds":
///                            {"edges", "counts"}}, …, "total": …}: a layer each
///   "pruning"                [{"share", "removed", "accuracy", "nll", "validation_accuracy"}, …]
///   "pruning_choice"*        {"order": what goes first, and where a share was chosen "share", "chosen_on":
///                            "validation", "largest_loss": of validation accuracy}
///   "complexity"             what the KL of history.jsonl is: "kl", "minus_log_prior" or "both"
///   "seconds"                {"training", "evaluation", "per_10000_predictions"}
///   "run"                    {"name", "method", "method_title", "model", "dataset", "seed", "weights" (how
///                            many), "class_names", "target_names"*, "shown_metrics"}
///   "images"                 {"most_uncertain": [{"index" (in predictions.npz), "height", "width", "pixels":
///                            base64 of a byte each, row by row}, …], "confidently_wrong": …}
nlohmann::ordered_json metrics_json(const RunRecord& run);

/// The way back, as far as the file goes: no titles and directions of metrics, and of images what is listed
/// above. Files of older versions lack keys: such figures are NaN, lists empty, and without "run" the run has
/// no name and no method. Throws `bayes::Error` (kData) with the key that is not as it should be.
RunRecord read_metrics_json(const std::string& text, const JsonSource& source);

/// comparison.json: {"name", "dataset", "model", "seeds", "methods": [{"label", "method", "note", "metrics":
///   {"accuracy": {"mean", "standard_error", "difference", "difference_low", "difference_high", "images_low",
///   "images_high", "per_seed"}, …}, "mcnemar": [{"only_first_right", "only_this_right", "p_value"}, …],
///   "seconds": {"training", "per_10000_predictions"}, "reliability": as in metrics.json,
///   "run_directories": […]}, …], "total_seconds"}.
/// `difference` is to the first method, paired by seed; `images_low` and `images_high` are its interval over
/// images. `mcnemar` has one entry a seed, none for the first method.
nlohmann::ordered_json comparison_json(const ComparisonRecord& comparison);

/// The way back, as `read_metrics_json`.
ComparisonRecord read_comparison_json(const std::string& text, const JsonSource& source);

/// The document as text: indented by two, a line feed at its end, bytes that are no UTF-8 as U+FFFD.
std::string json_text(const nlohmann::ordered_json& document);

/// metrics.json and environment.json.
std::vector<ExportedFile> export_json(const RunRecord& run);
/// comparison.json and environment.json.
std::vector<ExportedFile> export_json(const ComparisonRecord& comparison);

}  // namespace report

#include "notebooks_export/notebook/notebook.h"

#include <utility>

#include "notebooks_export/charts/run_charts.h"
#include "notebooks_export/formats/json.h"
#include "notebooks_export/formats/npz.h"
#include "notebooks_export/notebook/notebook_cells.h"
#include "notebooks_export/notebook/notebook_outputs.h"
#include "notebooks_export/tables/conformal_tables.h"
#include "notebooks_export/tables/measurement_table.h"
#include "notebooks_export/tables/result_tables.h"
#include "notebooks_export/tables/table.h"
#include "notebooks_export/text/escaping.h"
#include "notebooks_export/text/figures.h"

namespace report {
namespace {

constexpr const char* kLoad = R"(import json

import numpy as np

predictions = np.load("predictions.npz")
labels = predictions["labels"]
predicted = predictions["predicted"]
probabilities = predictions["probabilities"]  # [N, C], mean over the draws
samples = predictions["samples"]  # [S, N, C], each draw
print(f"{samples.shape[0]} draws, {len(labels)} images, {probabilities.shape[1]} classes"))";

constexpr const char* kRecompute = R"(of_true_class = probabilities[np.arange(len(labels)), labels]
confidence = probabilities.max(axis=1)
right = predicted == labels
bins = np.clip(np.ceil(confidence * 15) - 1, 0, 14).astype(int)
print(f"accuracy  {right.mean():.4f}")
print(f"nll       {-np.log(np.maximum(of_true_class, np.finfo(float).tiny)).mean():.4f}")
print(f"brier     {((probabilities - np.eye(probabilities.shape[1])[labels]) ** 2).sum(axis=1).mean():.4f}")
print(f"ece       {np.abs(np.bincount(bins, right - confidence, minlength=15)).sum() / len(labels):.4f}"))";

constexpr const char* kLoadNumbers = R"(import json

import numpy as np

predictions = np.load("predictions.npz")
targets = predictions["targets"]  # [N, D]
mean = predictions["mean"]  # [N, D], of the mixture over draws, as its standard deviation:
sd = predictions["sd"]  # sqrt(aleatoric_sd**2 + epistemic_sd**2)
samples = predictions["samples"]  # [S, N, D], the mean of each draw
width = targets.shape[1]
print(f"{samples.shape[0]} draws, {len(targets)} examples, {width} {'target' if width == 1 else 'targets'}"))";

constexpr const char* kRecomputeNumbers = R"(error = targets - mean
within = np.abs(error) <= 1.96 * sd
for of in range(width):
    rmse, absolute = np.sqrt((error[:, of] ** 2).mean()), np.abs(error[:, of]).mean()
    print(f"target {of}: rmse {rmse:.4g}, mean absolute error {absolute:.4g},", end=" ")
    print(f"within mean ± 1.96 sd {within[:, of].mean():.4f}"))";

constexpr const char* kUncertainNumbers = R"(for example in np.argsort(-sd[:, 0], kind="stable")[:10]:
    said = f"predicted {mean[example, 0]:.4g} ± {sd[example, 0]:.4g}"
    print(f"example {predictions['indices'][example]}: target {targets[example, 0]:.4g}, {said}"))";

/// Reads what metrics.json has under the name of a set.
std::string stored_figures(const std::string& set) {
  return R"(def shown(number):
    return "-" if number is None else f"{number:.4f}"


with open("metrics.json", encoding="utf-8") as file:
    metrics = json.load(file)[)" +
         nlohmann::json(set).dump() + R"(]
for name, figure in metrics.items():
    print(f"{name}: {shown(figure['value'])} [{shown(figure['low'])}, {shown(figure['high'])}]"))";
}

constexpr const char* kPerClass = R"(for of in range(probabilities.shape[1]):
    true, taken = labels == of, predicted == of
    hits = int((true & taken).sum())
    shares = [(hits, taken.sum()), (hits, true.sum()), (2 * hits, true.sum() + taken.sum())]
    precision, recall, f1 = (f"{hit / count:.4f}" if count else "-" for hit, count in shares)
    print(f"class {of}: precision {precision}, recall {recall}, F1 {f1}, {true.sum()} images"))";

constexpr const char* kUncertain =
    R"(for image in np.argsort(-predictions["predictive_entropy"], kind="stable")[:10]:
    entropy = predictions["predictive_entropy"][image]
    print(f"image {image}: class {labels[image]}, predicted {predicted[image]}, {entropy:.3f} nats"))";

std::string introduction(const RunRecord& run) {
  const std::string& method = run.method_title.empty() ? run.method : run.method_title;
  return "# " + markdown_text(run.name) + "\n\n" + "Method: " + markdown_text(method) +
         "  \nModel: " + markdown_text(run.model) + "  \nData: " + markdown_text(run.dataset) +
         "  \nSeed: " + std::to_string(run.seed) +
         "\n\nThe cells read `predictions.npz`, `metrics.json` and `charts/` beside this notebook.";
}

std::string prediction_sets(const RunRecord& run) {
  std::string text = "## Prediction sets\n\nThresholds from validation images; coverage of test images.\n\n";
  for (const ConformalRecord& record : run.conformal) {
    if (record.warning.empty()) continue;
    text += "**" + markdown_text(record.title + " (" + record.options + ")") + ":** " +
            markdown_text(record.warning) + "\n\n";
  }
  return text + markdown(conformal_table(run.conformal)) + "\nBy true class:\n\n" +
         markdown(conformal_class_table(run.conformal, run.class_names)) + "\nBy size of the set:\n\n" +
         markdown(conformal_size_table(run.conformal));
}

void add_stored(const RunRecord& run, NotebookCells& cells) {
  const SplitRecord* test = test_split(run);
  if (test == nullptr) return;
  cells.code("stored", stored_figures(test->name), printed_output(stored_output(*test)));
}

void add_numbers(const RunRecord& run, NotebookCells& cells) {
  cells.code("load", kLoadNumbers, printed_output(loaded_output(run.numbers)));
  cells.text(
      "recompute-text",
      "## Figures\n\nRecomputed from mean and standard deviation, then as they were stored, with 95 % "
      "intervals. How many targets lie within mean ± 1.96 sd is an approximation, as if the mixture over "
      "draws were a normal distribution; stored figures are those of the mixture.");
  cells.code("recompute", kRecomputeNumbers, printed_output(recomputed_output(run.numbers)));
  add_stored(run, cells);
  cells.text("uncertain-text",
             "## The most uncertain examples\n\nBy the standard deviation of the first target.");
  cells.code("uncertain", kUncertainNumbers, printed_output(uncertain_output(run.numbers)));
}

void add_classes(const RunRecord& run, NotebookCells& cells) {
  cells.code("load", kLoad, printed_output(loaded_output(run.predictions)));
  cells.text(
      "recompute-text",
      "## Figures\n\nRecomputed from the probabilities, then as they were stored, with 95 % intervals.");
  cells.code("recompute", kRecompute, printed_output(recomputed_output(run.predictions)));
  add_stored(run, cells);
  if (!run.conformal.empty()) cells.text("conformal-text", prediction_sets(run));
  cells.text("classes-text",
             "## Each class\n\nPrecision: of the images taken for it. Recall: of the images of it. F1: their "
             "harmonic mean.");
  cells.code("classes", kPerClass, printed_output(classes_output(run.predictions)));
  cells.text("uncertain-text", "## The most uncertain images");
  cells.code("uncertain", kUncertain, printed_output(uncertain_output(run.predictions)));
}

/// Those that are tables; the others are among the charts.
void add_found_tables(const RunRecord& run, NotebookCells& cells) {
  const SplitRecord* test = test_split(run);
  if (test == nullptr) return;
  for (const Measurement& measurement : test->found) {
    const auto* table = std::get_if<MeasuredTable>(&measurement.of);
    if (table == nullptr) continue;
    cells.text(file_stem(measurement.key) + "-text",
               "## " + markdown_text(measurement.title) + "\n\n" + markdown_text(measurement.reading) +
                   "\n\n" + markdown(measurement_table(measurement, table->rows.size())));
  }
}

NotebookCells notebook(const RunRecord& run, const std::vector<Chart>& charts) {
  NotebookCells cells;
  cells.text("introduction", introduction(run));
  if (run.numbers.examples > 0) {
    add_numbers(run, cells);
  } else {
    add_classes(run, cells);
  }
  add_found_tables(run, cells);
  cells.charts(charts, "run");
  return cells;
}

}  // namespace

std::vector<ExportedFile> export_notebook(const RunRecord& run) {
  const std::vector<Chart> charts = run_charts(run);
  std::vector<ExportedFile> files{{"notebook.ipynb", json_text(notebook(run, charts).document())},
                                  {"metrics.json", json_text(metrics_json(run))},
                                  predictions_npz(run)};
  for (ExportedFile& file : chart_files(charts)) files.push_back(std::move(file));
  return files;
}

}  // namespace report

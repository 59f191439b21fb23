#include "experiments/saved_run/run_files.h"

namespace bnn {

const std::set<std::string>& run_files() {
  static const std::set<std::string> names{"config.yaml",
                                           "environment.json",
                                           "fitted.json",
                                           "history.jsonl",
                                           "metrics.json",
                                           "predictions.npz",
                                           "predictions.csv",
                                           "weights.npz",
                                           "weights.csv",
                                           "report.html",
                                           "notebook.ipynb",
                                           "charts",
                                           "pruning.json",
                                           "pruning.csv",
                                           "model.safetensors",
                                           "manifest.json",
                                           "validation.safetensors",
                                           "comparison.json",
                                           "comparison.csv",
                                           "comparison_mcnemar.csv",
                                           "checkpoints",
                                           ".lock"};
  return names;
}

bool holds_figures(const std::string& file) {
  static const std::set<std::string> names{"metrics.json",    "environment.json", "predictions.npz",
                                           "predictions.csv", "weights.npz",      "weights.csv"};
  return names.count(file) > 0;
}

}  // namespace bnn

#pragma once

#include <string>
#include <vector>

#include "experiments/config/experiment_config.h"

namespace bnn {

/// What a comparison says beside its list of `methods`.
struct ComparisonFile {
  std::string name = "comparison";
  std::string base;
  std::vector<std::int64_t> seeds = {0};
  ReportSection report;
  template <class File, class Visitor>
  static void visit_fields(File& file, Visitor&& field) {
    field("name", file.name, bayes::any(), "What the comparison is called.");
    field("base", file.base, bayes::any(),
          "The experiment that all methods start from: a path beside this file.");
    field("seeds", file.seeds, bayes::between(0, 9007199254740991.0),
          "Every method is run with each of them.");
    field("report", file.report, bayes::any(), "What is written beside the data files.");
  }
};

/// One method of a comparison, for every seed.
struct ComparedConfig {
  std::string label;
  std::string note;  ///< what it overrides beside `method`: "training.epochs = 15"; may be empty
  std::vector<ExperimentConfig> runs;  ///< one per seed
};

/// Several methods on one model and data.
struct ComparisonConfig {
  std::string name = "comparison";
  std::vector<std::int64_t> seeds = {0};
  ReportSection report;
  std::vector<ComparedConfig> methods;
};

/// Reads a comparison. Its `base` is a path beside the file; each entry of `methods` is merged over it (see
/// merge.h). Overrides of `name`, `base`, `seeds`, `methods` and `report` change the comparison, all others
/// every experiment in it. Throws `bayes::Error` (kUsage) with all that is wrong.
ComparisonConfig load_comparison(const std::string& path, const std::vector<std::string>& overrides);

}  // namespace bnn

#pragma once

#include "experiments/datasets/dataset.h"
#include "experiments/datasets/folds.h"
#include "experiments/datasets/table.h"
#include "experiments/datasets/table_encoding.h"

namespace bnn {

/// A table and how it is divided.
struct CsvOptions : TableOptions {
  FoldOptions folds;
  std::int64_t fold = 0;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    TableOptions::visit_fields(options, field);
    field("folds", options.folds, bayes::any(), "Cross validation, in place of `test`.");
    field("fold", options.fold, bayes::non_negative(), "Which fold, from 0, is the test part.");
  }
};

/// The table in a CSV file: reads it, and says what it holds. The test part is drawn by a seed of its own,
/// the same in every run. Throws `bayes::Error` as `read_csv`, `find_encoding` and `read_folds`, and (kUsage)
/// where there is no such fold; without a path, what is asked of its result does.
KnownDataset csv_dataset(const CsvOptions& options);

}  // namespace bnn

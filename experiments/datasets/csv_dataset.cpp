#include "experiments/datasets/csv_dataset.h"

#include <filesystem>
#include <memory>
#include <utility>
#include <vector>

#include "bayes/core/error.h"

namespace bnn {
namespace {

// A table as it was read, before it is divided.
struct ReadTable {
  CsvTable table;
  FoundEncoding found;
};

[[noreturn]] void refuse_without_path() {
  throw bayes::Error("no file is given", "data.path", "give the path of a CSV file");
}

std::shared_ptr<const ReadTable> read(const CsvOptions& options) {
  if (!std::filesystem::exists(options.path)) {
    throw bayes::Error("there is no such file", options.path,
                       "paths are looked for from the current folder: go there, or give the whole path by "
                       "data.path=…",
                       bayes::Fault::kData);
  }
  auto table = read_csv(options.path, options.format());
  auto found = find_encoding(table, options);
  return std::make_shared<const ReadTable>(ReadTable{std::move(table), std::move(found)});
}

Fold fold_of(const CsvOptions& options, const EncodedTable& rows) {
  constexpr std::uint64_t kSeed = 0;  // test parts depend on no run
  if (options.folds.count == 0 && options.folds.files.empty()) {
    return hold_out(rows.rows(), rows.classes, options.test, kSeed);
  }
  const auto folds = options.folds.files.empty()
                         ? make_folds(rows.rows(), rows.classes, options.folds.count, kSeed)
                         : read_folds(options.folds.files, rows.rows());
  if (options.fold < static_cast<std::int64_t>(folds.size())) {
    return folds[static_cast<std::size_t>(options.fold)];
  }
  throw bayes::Error(
      "there is no fold " + std::to_string(options.fold) + " of " + std::to_string(folds.size()), "data.fold",
      "choose one from 0 to " + std::to_string(folds.size() - 1));
}

RawExamples at(const EncodedTable& rows, std::int64_t features, std::int64_t targets,
               const std::vector<std::int64_t>& places) {
  const auto index = torch::tensor(places, torch::kInt64);
  const auto inputs = torch::tensor(rows.inputs, torch::kFloat64).view({rows.rows(), features});
  const auto all_targets = rows.targets.empty()
                               ? torch::tensor(rows.classes, torch::kInt64)
                               : torch::tensor(rows.targets, torch::kFloat64).view({rows.rows(), targets});
  return {inputs.index_select(0, index), all_targets.index_select(0, index), index};
}

Dataset divided(const ReadTable& read, const CsvOptions& options) {
  auto encoding = read.found.encoding;
  auto rows = encode(read.table, encoding, WithTargets::kYes);
  const auto fold = fold_of(options, rows);
  impute(encoding, rows, fold.train);
  const auto features = static_cast<std::int64_t>(encoding.feature_names().size());
  const auto targets = static_cast<std::int64_t>(encoding.targets.size());
  Dataset dataset;
  dataset.train = at(rows, features, targets, fold.train);
  dataset.test = at(rows, features, targets, fold.test);
  dataset.class_names = encoding.class_names;
  if (!encoding.has_classes()) dataset.target_names = encoding.targets;
  dataset.checksums = {{read.table.path, read.table.sha256}};
  dataset.warnings = read.found.warnings;
  dataset.is_standardised = options.standardise;
  dataset.encoding = to_json(encoding);
  return dataset;
}

}  // namespace

KnownDataset csv_dataset(const CsvOptions& options) {
  if (options.path.empty()) {  // as the catalog lists it
    const auto load = []() -> Dataset { refuse_without_path(); };
    return {{},           Targets::kNumbers,
            {1, 1, 1, 1}, []() -> std::optional<models::InputShape> { refuse_without_path(); },
            load,         load};
  }
  const auto table = read(options);
  const auto& encoding = table->found.encoding;
  const auto count = encoding.has_classes() ? encoding.class_names.size() : encoding.targets.size();
  const models::InputShape shape{1, 1, static_cast<std::int64_t>(encoding.feature_names().size()),
                                 static_cast<std::int64_t>(count)};
  const auto load = [table, options] { return divided(*table, options); };
  return {encoding.class_names,
          encoding.has_classes() ? Targets::kClasses : Targets::kNumbers,
          shape,
          [shape] { return std::optional(shape); },
          load,
          load};
}

}  // namespace bnn

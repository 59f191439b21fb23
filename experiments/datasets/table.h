#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bayes/core/fields.h"
#include "experiments/datasets/csv_file.h"
#include "experiments/datasets/table_encoding.h"

namespace bnn {

enum class Task : std::uint8_t { kFound, kNumbers, kClasses };
inline std::vector<std::pair<const char*, Task>> enum_names(Task) {
  return {{"found", Task::kFound}, {"numbers", Task::kNumbers}, {"classes", Task::kClasses}};
}

struct TableOptions {
  std::string path;
  std::string target;
  std::vector<std::string> targets;
  std::vector<std::string> inputs;
  std::vector<std::string> categories;
  Task task = Task::kFound;
  Missing missing = Missing::kRefuse;
  bool standardise = true;
  double test = 0.1;
  Delimiter delimiter = Delimiter::kFound;
  bool header = true;
  Decimal decimal = Decimal::kPoint;

  CsvFormat format() const { return {delimiter, header, decimal}; }

  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("path", options.path, bayes::any(), "The table: CSV in UTF-8, raw or gzip.");
    field("target", options.target, bayes::any(),
          "Column to predict, by name or by number from 1; empty: the last.");
    field("targets", options.targets, bayes::any(),
          "Several columns of numbers to predict, in place of `target`.");
    field("inputs", options.inputs, bayes::any(),
          "Columns to predict from, by name or by number; empty: all but the targets.");
    field("categories", options.categories, bayes::any(),
          "Columns whose numbers are names of categories, by name or by number.");
    field(
        "task", options.task, bayes::any(),
        "numbers: regression; classes: numbers in the target are names of classes; found: classes where the "
        "target is text.");
    field("missing", options.missing, bayes::any(),
          "What to do with empty cells of inputs. refuse: stop; mean: take the mean of the training rows. No "
          "column says which were filled.");
    field("standardise", options.standardise, bayes::any(),
          "Shift and scale inputs and numeric targets by mean and standard deviation of the training rows.");
    field("test", options.test, bayes::share_or_count(), "Rows held out for the test, or their share.");
    field("delimiter", options.delimiter, bayes::any(),
          "What separates cells: \",\", \";\", tab, blanks (any number); found: that which all of the first "
          "rows have equally often.");
    field("header", options.header, bayes::any(),
          "Whether the first row names the columns; without it their names are 1, 2 and so on.");
    field("decimal", options.decimal, bayes::any(), "Decimal sign of numbers: \".\" or \",\".");
  }
};

struct FoundEncoding {
  TableEncoding encoding;
  std::vector<std::string> warnings;  ///< one sentence each
};

constexpr std::size_t kMostCategories = 1000;

/// Finds out what the columns of a table are.
///
/// A column is numeric where at least half of its cells are numbers, in whichever decimal sign, and then all
/// of them have to be. Columns with one value, or none, are left out with a warning. Categories and classes
/// are those of all rows; nothing else is learnt from rows that may become test rows.
/// Throws `bayes::Error`: kUsage where the options name columns that are not there, or one twice; kData with
/// row and column where a cell of a numeric column is not a number, where a cell is missing in a target, or
/// in an input with `missing: refuse`, and where more than `kMostCategories` categories, no inputs, or
/// targets of one value are left.
FoundEncoding find_encoding(const CsvTable& table, const TableOptions& options);

}  // namespace bnn

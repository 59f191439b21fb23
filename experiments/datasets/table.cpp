#include "experiments/datasets/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "bayes/core/error.h"
#include "experiments/datasets/table_cell.h"

namespace bnn {
namespace {

using bayes::Error;
using bayes::Fault;
using Cells = std::vector<std::string_view>;
using Names = std::vector<std::string>;

// By name; else by number from 1.
std::size_t column_of(const CsvTable& table, const std::string& name, const std::string& key) {
  if (const auto place = place_of(table.columns, name)) return *place;
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  const bool is_number = error == std::errc() && end == name.data() + name.size();
  if (is_number && number >= 1 && number <= table.columns.size()) return number - 1;
  throw Error(fmt::format("{} has no column {}", table.path, shown_cell(name)), key,
              fmt::format("choose one of {}; or a number from 1 to {}", some_of(table.columns),
                          table.columns.size()));
}

std::vector<std::size_t> columns_of(const CsvTable& table, const Names& names, const std::string& key) {
  std::vector<std::size_t> columns;
  for (const std::string& name : names) {
    const std::size_t column = column_of(table, name, key);
    if (std::find(columns.begin(), columns.end(), column) != columns.end()) {
      throw Error(fmt::format("column {} is named twice", shown_cell(table.columns[column])), key,
                  "name each column once");
    }
    columns.push_back(column);
  }
  return columns;
}

struct ChosenColumns {
  std::vector<std::size_t> inputs, targets, categories;
};

ChosenColumns choose_columns(const CsvTable& table, const TableOptions& options) {
  if (!options.target.empty() && !options.targets.empty()) {
    throw Error("both `target` and `targets` are given", "data.targets", "give one of them");
  }
  ChosenColumns chosen;
  chosen.targets = options.targets.empty() && options.target.empty()
                       ? std::vector<std::size_t>{table.columns.size() - 1}
                   : options.targets.empty() ? columns_of(table, {options.target}, "data.target")
                                             : columns_of(table, options.targets, "data.targets");
  chosen.categories = columns_of(table, options.categories, "data.categories");
  chosen.inputs = columns_of(table, options.inputs, "data.inputs");
  const auto is_target = [&](std::size_t column) {
    return std::find(chosen.targets.begin(), chosen.targets.end(), column) != chosen.targets.end();
  };
  for (const std::size_t column : chosen.inputs) {
    if (!is_target(column)) continue;
    throw Error(fmt::format("column {} is the target", shown_cell(table.columns[column])), "data.inputs",
                "leave it out of the inputs");
  }
  if (options.inputs.empty()) {
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      if (!is_target(column)) chosen.inputs.push_back(column);
    }
  }
  return chosen;
}

// What the cells of one column are, seen in one pass.
struct Summary {
  std::int64_t numbers = 0, other_decimals = 0, texts = 0;
  std::int64_t first_text = -1, first_other_decimal = -1;  // rows
  double lowest = std::numeric_limits<double>::infinity();
  double highest = -std::numeric_limits<double>::infinity();

  std::int64_t present() const { return numbers + other_decimals + texts; }
  bool has_only_numbers() const { return numbers == present(); }
  bool is_numeric() const { return numbers + other_decimals >= texts; }

  void add(std::string_view cell, std::int64_t row, Decimal decimal) {
    if (const auto number = number_in(cell, decimal)) {
      ++numbers;
      lowest = std::min(lowest, *number);
      highest = std::max(highest, *number);
    } else if (number_in(cell, other_decimal(decimal))) {
      if (other_decimals++ == 0) first_other_decimal = row;
    } else {
      if (texts++ == 0) first_text = row;
    }
  }
};

// [columns of the table]; those of columns that were not chosen stay empty.
std::vector<Summary> summarise(const CsvTable& table, const ChosenColumns& chosen, Missing missing) {
  std::vector<Summary> summaries(table.columns.size());
  Cells cells;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    table.get_row(row, cells);
    const auto add = [&](std::size_t column, bool is_target) {
      if (!is_missing(cells[column])) {
        summaries[column].add(cells[column], row, table.format.decimal);
      } else if (is_target || missing == Missing::kRefuse) {
        refuse_missing(table, row, column, is_target);
      }
    };
    for (const std::size_t column : chosen.inputs) add(column, /*is_target=*/false);
    for (const std::size_t column : chosen.targets) add(column, /*is_target=*/true);
  }
  return summaries;
}

void require_numbers(const CsvTable& table, std::size_t column, const Summary& summary) {
  if (summary.has_only_numbers()) return;
  // A decimal sign tells more than a text: it is usually that of the whole file.
  const std::int64_t row = summary.other_decimals > 0 ? summary.first_other_decimal : summary.first_text;
  Cells cells;
  table.get_row(row, cells);
  refuse_text(table, row, column, cells[column],
              fmt::format("correct the cell, as {} of {} in this column are numbers, or list the column in "
                          "`data.categories`",
                          summary.numbers, summary.present()));
}

// The categories of columns, sorted; nothing for those of numbers.
std::map<std::size_t, Names> find_categories(const CsvTable& table, const std::vector<std::size_t>& columns,
                                             const std::vector<Summary>& summaries) {
  std::map<std::size_t, std::set<std::string>> found;
  Cells cells;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    table.get_row(row, cells);
    for (const std::size_t column : columns) {
      if (is_missing(cells[column])) continue;
      std::set<std::string>& names = found[column];
      names.insert(summaries[column].has_only_numbers() ? category_name(cells[column], table.format.decimal)
                                                        : std::string(cells[column]));
      if (names.size() <= kMostCategories) continue;
      throw Error(fmt::format("the column has more than {} categories", kMostCategories),
                  table.where(row, column), "leave the column out, or make groups of its categories",
                  Fault::kData);
    }
  }
  std::map<std::size_t, Names> categories;
  for (const auto& [column, names] : found) {
    Names& sorted = categories[column];
    sorted.assign(names.begin(), names.end());
    if (!summaries[column].has_only_numbers()) continue;
    std::sort(sorted.begin(), sorted.end(), [](const std::string& a, const std::string& b) {
      return *number_in(a, Decimal::kPoint) < *number_in(b, Decimal::kPoint);
    });
  }
  return categories;
}

}  // namespace

FoundEncoding find_encoding(const CsvTable& table, const TableOptions& options) {
  const ChosenColumns chosen = choose_columns(table, options);
  const std::vector<Summary> summaries = summarise(table, chosen, options.missing);
  const auto is_listed = [&](std::size_t column) {
    return std::find(chosen.categories.begin(), chosen.categories.end(), column) != chosen.categories.end();
  };
  std::vector<std::size_t> categorical;
  for (const std::size_t column : chosen.inputs) {
    if (is_listed(column) || !summaries[column].is_numeric()) {
      categorical.push_back(column);
    } else {
      require_numbers(table, column, summaries[column]);
    }
  }
  FoundEncoding found;
  TableEncoding& encoding = found.encoding;
  encoding.missing = options.missing;
  encoding.format = options.format();
  bool has_classes = false;
  for (const std::size_t column : chosen.targets) {
    encoding.targets.push_back(table.columns[column]);
    const bool asked = options.task == Task::kClasses || is_listed(column);
    const bool is_text = options.task == Task::kFound && !summaries[column].is_numeric();
    if (asked || is_text) {
      has_classes = true;
      categorical.push_back(column);
    } else {
      require_numbers(table, column, summaries[column]);
    }
  }
  if (has_classes && chosen.targets.size() > 1) {
    throw Error("several targets are numbers, and these are classes", "data.targets", "choose one target");
  }

  std::map<std::size_t, Names> categories = find_categories(table, categorical, summaries);
  for (const std::size_t column : chosen.targets) {
    const bool varies =
        has_classes ? categories[column].size() > 1 : summaries[column].lowest < summaries[column].highest;
    if (varies) continue;
    throw Error("all rows have the same target", table.where(0, column), "choose another target",
                Fault::kData);
  }
  if (has_classes) encoding.class_names = categories[chosen.targets.front()];

  Names constant;
  for (const std::size_t column : chosen.inputs) {
    const std::string& name = table.columns[column];
    const Summary& summary = summaries[column];
    const auto names = categories.find(column);
    const bool has_categories = names != categories.end();
    if (has_categories ? names->second.size() < 2 : !(summary.lowest < summary.highest)) {
      constant.push_back(shown_cell(name));
      continue;
    }
    encoding.inputs.push_back({name, has_categories ? names->second : Names{}});
    if (has_categories && static_cast<std::int64_t>(names->second.size()) == table.rows()) {
      found.warnings.push_back(
          fmt::format("column {} has another category in every row: if it names the "
                      "rows, leave it out with `data.inputs`",
                      shown_cell(name)));
    }
    if (options.header && options.inputs.empty() && name == std::to_string(column + 1)) {
      found.warnings.push_back(
          fmt::format("column {} has no name: if it numbers the rows, leave it out with "
                      "`data.inputs`",
                      shown_cell(name)));
    }
  }
  if (!constant.empty()) {
    found.warnings.push_back("inputs with the same value in every row are left out: " + some_of(constant));
  }
  if (encoding.inputs.empty()) {
    throw Error("no column is left as an input", table.path,
                "give a table with an input that varies beside the target", Fault::kData);
  }
  return found;
}

}  // namespace bnn

#include "experiments/datasets/table_encoding.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_map>

#include "bayes/core/error.h"
#include "experiments/datasets/table_cell.h"

namespace bnn {
namespace {

using bayes::Error;
using bayes::Fault;
using Names = std::vector<std::string>;
using Cells = std::vector<std::string_view>;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Where the categories of a column are found.
class CategoryPlaces {
 public:
  explicit CategoryPlaces(const Names& names) {
    for (std::size_t place = 0; place < names.size(); ++place) places_.emplace(names[place], place);
  }
  std::optional<std::size_t> find(std::string_view cell, Decimal decimal) const {
    auto found = places_.find(std::string(cell));
    if (found == places_.end()) found = places_.find(category_name(cell, decimal));
    return found == places_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::unordered_map<std::string, std::size_t> places_;
};

// A column of an encoding in a table.
struct Source {
  std::size_t column;
  const Names& categories;
  CategoryPlaces places;
};

Source source_of(const CsvTable& table, const std::string& name, const Names& categories) {
  const auto column = place_of(table.columns, name);
  if (!column) {
    throw Error(fmt::format("the file has no column {}, which was trained on", shown_cell(name)), table.path,
                "its columns are " + some_of(table.columns), Fault::kData);
  }
  return {*column, categories, CategoryPlaces(categories)};
}

double number_of(const CsvTable& table, std::int64_t row, std::size_t column, std::string_view cell) {
  if (const auto number = number_in(cell, table.format.decimal)) return *number;
  refuse_text(table, row, column, cell, "this column held numbers only; correct the cell");
}

std::size_t category_of(const CsvTable& table, std::int64_t row, const Source& source,
                        std::string_view cell) {
  if (const auto place = source.places.find(cell, table.format.decimal)) return *place;
  throw Error(fmt::format("the category {} is not known", shown_cell(cell)), table.where(row, source.column),
              "known are " + some_of(source.categories), Fault::kData);
}

std::size_t features_of(const Names& categories) { return std::max<std::size_t>(1, categories.size()); }

// Adds the features of one cell.
void add_features(const CsvTable& table, std::int64_t row, const Source& source, std::string_view cell,
                  const TableEncoding& encoding, std::size_t row_begin, std::vector<double>& inputs) {
  const std::size_t features = features_of(source.categories);
  if (is_missing(cell)) {
    if (encoding.missing == Missing::kRefuse) {
      refuse_missing(table, row, source.column, /*is_target=*/false);
    }
    const std::size_t feature = inputs.size() - row_begin;
    for (std::size_t i = 0; i < features; ++i) {
      inputs.push_back(encoding.means.empty() ? kNaN : encoding.means[feature + i]);
    }
  } else if (source.categories.empty()) {
    inputs.push_back(number_of(table, row, source.column, cell));
  } else {
    const std::size_t category = category_of(table, row, source, cell);
    inputs.resize(inputs.size() + features, 0.0);
    inputs[inputs.size() - features + category] = 1.0;
  }
}

template <class Enum>
const char* spelling_of(Enum value) {
  for (const auto& [spelling, candidate] : enum_names(value)) {
    if (candidate == value) return spelling;
  }
  return "";
}

template <class Enum>
std::optional<Enum> spelt(const std::string& text) {
  for (const auto& [spelling, candidate] : enum_names(Enum{})) {
    if (text == spelling) return candidate;
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> TableEncoding::feature_names() const {
  Names names;
  for (const EncodedColumn& column : inputs) {
    if (column.categories.empty()) names.push_back(column.name);
    for (const std::string& category : column.categories) names.push_back(column.name + "=" + category);
  }
  return names;
}

EncodedTable encode(const CsvTable& table, const TableEncoding& encoding, WithTargets with_targets) {
  std::vector<Source> inputs, targets;
  for (const EncodedColumn& column : encoding.inputs) {
    inputs.push_back(source_of(table, column.name, column.categories));
  }
  if (with_targets == WithTargets::kYes) {
    for (const std::string& name : encoding.targets) {
      targets.push_back(source_of(table, name, encoding.class_names));
    }
  }
  std::size_t features = 0;
  for (const Source& source : inputs) features += features_of(source.categories);

  EncodedTable encoded;
  encoded.inputs.reserve(static_cast<std::size_t>(table.rows()) * features);
  Cells cells;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    table.get_row(row, cells);
    encoded.lines.push_back(table.line(row));
    const std::size_t begin = encoded.inputs.size();
    for (const Source& source : inputs) {
      add_features(table, row, source, cells[source.column], encoding, begin, encoded.inputs);
    }
    for (const Source& target : targets) {
      const std::string_view cell = cells[target.column];
      if (is_missing(cell)) refuse_missing(table, row, target.column, /*is_target=*/true);
      if (encoding.has_classes()) {
        encoded.classes.push_back(static_cast<std::int64_t>(category_of(table, row, target, cell)));
      } else {
        encoded.targets.push_back(number_of(table, row, target.column, cell));
      }
    }
  }
  return encoded;
}

void impute(TableEncoding& encoding, EncodedTable& table, const std::vector<std::int64_t>& training_rows) {
  if (encoding.missing == Missing::kRefuse) return;
  const Names names = encoding.feature_names();
  encoding.means.clear();
  for (std::size_t feature = 0; feature < names.size(); ++feature) {
    const auto cell = [&](std::int64_t row) -> double& {
      return table.inputs[static_cast<std::size_t>(row) * names.size() + feature];
    };
    // About the first value, so that those of 1e9 keep their digits.
    double first = kNaN, sum = 0.0;
    std::int64_t present = 0;
    for (const std::int64_t row : training_rows) {
      if (std::isnan(cell(row))) continue;
      if (present++ == 0) first = cell(row);
      sum += cell(row) - first;
    }
    if (present == 0) {
      throw Error(fmt::format("{} has no value in the training rows", shown_cell(names[feature])),
                  "data.missing", "leave the column out with `data.inputs`", Fault::kData);
    }
    const double mean = first + sum / static_cast<double>(present);
    encoding.means.push_back(mean);
    for (std::int64_t row = 0; row < table.rows(); ++row) {
      if (std::isnan(cell(row))) cell(row) = mean;
    }
  }
}

nlohmann::ordered_json to_json(const TableEncoding& encoding) {
  nlohmann::ordered_json inputs = nlohmann::ordered_json::array();
  for (const EncodedColumn& column : encoding.inputs) {
    inputs.push_back({{"name", column.name}, {"categories", column.categories}});
  }
  return {{"inputs", inputs},
          {"targets", encoding.targets},
          {"class_names", encoding.class_names},
          {"missing", spelling_of(encoding.missing)},
          {"means", encoding.means},
          {"delimiter", spelling_of(encoding.format.delimiter)},
          {"header", encoding.format.header},
          {"decimal", spelling_of(encoding.format.decimal)}};
}

TableEncoding encoding_from_json(const nlohmann::ordered_json& document, const std::string& where) {
  const auto fail = [&](const std::string& problem) {
    throw Error("this is not the encoding of a table: " + problem, where, "", Fault::kData);
  };
  TableEncoding encoding;
  const auto read_name = [&](const char* key, auto& value) {
    const auto read = spelt<std::decay_t<decltype(value)>>(document.at(key).get<std::string>());
    if (!read) fail(fmt::format("`{}` is not known", key));
    value = *read;
  };
  try {
    for (const nlohmann::ordered_json& column : document.at("inputs")) {
      encoding.inputs.push_back({column.at("name").get<std::string>(), column.at("categories").get<Names>()});
    }
    document.at("targets").get_to(encoding.targets);
    document.at("class_names").get_to(encoding.class_names);
    read_name("missing", encoding.missing);
    document.at("means").get_to(encoding.means);
    read_name("delimiter", encoding.format.delimiter);
    document.at("header").get_to(encoding.format.header);
    read_name("decimal", encoding.format.decimal);
  } catch (const nlohmann::json::exception& error) {
    fail(error.what());
  }
  const std::size_t means = encoding.missing == Missing::kMean ? encoding.feature_names().size() : 0;
  if (encoding.inputs.empty() || encoding.means.size() != means) fail("columns and means differ in number");
  return encoding;
}

}  // namespace bnn

#include "experiments/datasets/table_cell.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "bayes/core/error.h"

namespace bnn {

using bayes::Error;
using bayes::Fault;
using Names = std::vector<std::string>;

std::string category_name(std::string_view cell, Decimal decimal) {
  const auto number = number_in(cell, decimal);
  if (!number) return std::string(cell);
  std::array<char, 32> digits{};
  const double value = *number + 0.0;  // -0 becomes 0
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
}

std::optional<std::size_t> place_of(const Names& names, const std::string& name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

std::string some_of(const Names& names) {
  constexpr std::size_t kShown = 20;
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kShown));
  const std::string shown = fmt::format("{}", fmt::join(names.begin(), end, ", "));
  return names.size() <= kShown ? shown : fmt::format("{} and {} more", shown, names.size() - kShown);
}

void refuse_missing(const CsvTable& table, std::int64_t row, std::size_t column, bool is_target) {
  throw Error(is_target ? "the target is missing" : "the cell has no value", table.where(row, column),
              is_target ? "leave the row out of the file"
                        : "fill it in, set `data.missing: mean`, or leave the column out with `data.inputs`",
              Fault::kData);
}

void refuse_text(const CsvTable& table, std::int64_t row, std::size_t column, std::string_view cell,
                 const std::string& fix) {
  const Decimal decimal = table.format.decimal;
  const bool has_point = decimal == Decimal::kPoint;
  if (number_in(cell, other_decimal(decimal))) {
    throw Error(
        fmt::format("{} is not a number with a decimal {}", shown_cell(cell), has_point ? "point" : "comma"),
        table.where(row, column),
        fmt::format("`data.decimal: \"{}\"` reads decimal {}; separators of thousands have to go",
                    has_point ? "," : ".", has_point ? "commas" : "points"),
        Fault::kData);
  }
  const bool has_signs_of_numbers = cell.find_first_not_of("0123456789+-.,eE") == std::string_view::npos;
  throw Error(fmt::format("{} is not a number{}", shown_cell(cell),
                          has_signs_of_numbers ? " that a double can hold" : ""),
              table.where(row, column), fix, Fault::kData);
}

}  // namespace bnn

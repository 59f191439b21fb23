#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/datasets/csv_file.h"

namespace bnn {

/// The name of the category in a cell: numbers, however they are written, have the shortest text ("1" for
/// "1.0"), other texts are their own.
std::string category_name(std::string_view cell, Decimal decimal);

inline Decimal other_decimal(Decimal decimal) {
  return decimal == Decimal::kPoint ? Decimal::kComma : Decimal::kPoint;
}

/// Where a name stands in a list.
std::optional<std::size_t> place_of(const std::vector<std::string>& names, const std::string& name);

/// At most twenty names of a list: "a, b, c and 97 more".
std::string some_of(const std::vector<std::string>& names);

/// Throws the `bayes::Error` (kData) of a cell without a value.
[[noreturn]] void refuse_missing(const CsvTable& table, std::int64_t row, std::size_t column, bool is_target);

/// Throws the `bayes::Error` (kData) of a cell that is not a number.
///   fix  what would be right, where it is not the option for the decimal sign of the cell
[[noreturn]] void refuse_text(const CsvTable& table, std::int64_t row, std::size_t column,
                              std::string_view cell, const std::string& fix);

}  // namespace bnn

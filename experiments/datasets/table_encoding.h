#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "experiments/datasets/csv_file.h"

namespace bnn {

enum class Missing : std::uint8_t { kRefuse, kMean };
inline std::vector<std::pair<const char*, Missing>> enum_names(Missing) {
  return {{"refuse", Missing::kRefuse}, {"mean", Missing::kMean}};
}

/// A column that a network gets.
struct EncodedColumn {
  std::string name;
  std::vector<std::string> categories;  ///< in the order of the features; empty: numbers
};

/// How rows of text become numbers: all that is needed to encode other rows as those trained on.
///
/// A column of numbers is one feature. One of K categories is K features, of which that of the row's category
/// is 1 and the others 0. Categories and classes are sorted: by value where all are numbers ("1.0" and "1"
/// are one), by bytes otherwise.
struct TableEncoding {
  std::vector<EncodedColumn> inputs;
  std::vector<std::string> targets;      ///< names of columns
  std::vector<std::string> class_names;  ///< [C]; empty: the targets are numbers
  Missing missing = Missing::kRefuse;
  std::vector<double>
      means;         ///< [F]: what missing cells become; empty until `impute` where `missing` is mean
  CsvFormat format;  ///< as it was asked for: how to read other files

  bool has_classes() const { return !class_names.empty(); }
  /// [F]: "age", "colour=red".
  std::vector<std::string> feature_names() const;
};

/// Rows as numbers.
struct EncodedTable {
  std::vector<double> inputs;  ///< [N, F], row-major
  std::vector<std::int64_t>
      classes;                      ///< [N], each in [0, C); empty where the targets are numbers, or not read
  std::vector<double> targets;      ///< [N, D], row-major; empty where they are classes, or not read
  std::vector<std::int64_t> lines;  ///< [N]: lines of the file, from 1
  std::int64_t rows() const { return static_cast<std::int64_t>(lines.size()); }
};

/// What to do with the columns of targets.
enum class WithTargets : std::uint8_t { kNo, kYes };

/// Encodes every row of a table; columns are found by name, in any order, and others are ignored. Missing
/// cells become the encoding's means, or NaN while it has none. Throws `bayes::Error` (kData) with row and
/// column where a column of the encoding is not there, a cell is not a number or none of the known
/// categories, or is missing and may not be.
EncodedTable encode(const CsvTable& table, const TableEncoding& encoding, WithTargets targets);

/// Puts the means of the training rows into the encoding, and in place of the missing cells of the table.
/// Missing categories become the shares of the categories. Does nothing where `missing` is refuse.
/// Throws `bayes::Error` (kData) where a column has no value in the training rows.
void impute(TableEncoding& encoding, EncodedTable& table, const std::vector<std::int64_t>& training_rows);

nlohmann::ordered_json to_json(const TableEncoding& encoding);
/// Throws `bayes::Error` (kData) naming `where` if that is not what `to_json` wrote.
TableEncoding encoding_from_json(const nlohmann::ordered_json& document, const std::string& where);

}  // namespace bnn

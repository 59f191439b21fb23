#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
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
  kNumbers,     ///< [N, D], floating point
};

/// In a sentence: "the data have one class an example ([N])".
inline const char* words_of(Targets targets) {
  switch (targets) {
    case Targets::kIndicators:
      return "several labels of 0 or 1 an example ([N, L])";
    case Targets::kNumbers:
      return "numbers ([N, D])";
    case Targets::kClasses:
      break;
  }
  return "one class an example ([N])";
}

/// Examples as they lie in the files.
struct RawExamples {
  torch::Tensor inputs;   ///< pictures [N, channels, height, width], uint8, 0 to 255; tables [N, F], float64
  torch::Tensor targets;  ///< classes [N], int64; numbers [N, D], float64
  torch::Tensor places = {};  ///< in the file, [N], int64; from 0 on where undefined
  std::int64_t size() const { return targets.size(0); }
};

/// A data set with its official split.
struct Dataset {
  RawExamples train;
  RawExamples test;
  std::vector<std::string> class_names;                        ///< [C]; empty where targets are numbers
  std::vector<std::string> target_names = {};                  ///< [D], of numbers
  std::vector<std::pair<std::string, std::string>> checksums;  ///< file name, SHA-256 of its unpacked bytes
  bool is_standardised = true;                                 ///< before a network sees it
  std::vector<std::string> warnings = {};                      ///< what to tell the user, a sentence each
  nlohmann::ordered_json encoding = {};                        ///< of a table: how other rows are read
};

/// What the data ask of a network: channels, height and width, and how many classes or numbers.
inline models::InputShape shape_of(const Dataset& dataset) {
  const auto& inputs = dataset.test.inputs;
  const auto& targets = dataset.test.targets;  // training examples may not have been read
  const auto count =
      targets.dim() == 1 ? static_cast<std::int64_t>(dataset.class_names.size()) : targets.size(1);
  if (inputs.dim() == 2) return {1, 1, inputs.size(1), count};
  return {inputs.size(1), inputs.size(2), inputs.size(3), count};
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

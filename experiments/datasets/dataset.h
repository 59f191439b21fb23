#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace bnn {

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

}  // namespace bnn

#pragma once

#include <cstdint>

namespace models {

/// What an architecture has to fit: inputs [channels, height, width], and how many outputs it gives. Of
/// pictures these are pixels; the columns of a table are one row, [1, 1, columns].
struct InputShape {
  std::int64_t channels = 1;
  std::int64_t height = 28;
  std::int64_t width = 28;
  std::int64_t outputs = 10;  ///< classes, say: as many as the likelihood needs
};

}  // namespace models

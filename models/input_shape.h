#pragma once

#include <cstdint>

namespace models {

/// What an architecture has to fit: images [channels, height, width] in pixels, and how many classes.
struct InputShape {
  std::int64_t channels = 1;
  std::int64_t height = 28;
  std::int64_t width = 28;
  std::int64_t classes = 10;
};

}  // namespace models

#include "experiments/pictures/picture.h"

#include <fmt/format.h>

#include "bayes/core/error.h"

namespace bnn {

void require_pixel_count(std::int64_t height, std::int64_t width, const std::string& where) {
  if (height >= 1 && width >= 1 && height <= kMostPixels / width) return;
  throw bayes::Error(fmt::format("the picture has {} x {} pixels (width x height); up to {} million are read",
                                 width, height, kMostPixels / 1'000'000),
                     where, "scale it down", bayes::Fault::kData);
}

}  // namespace bnn

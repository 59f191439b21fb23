#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>

namespace bnn {

/// Pictures to predict, [N, 1, height, width], uint8, 0 to 255: one from a PNG or a JPEG file (colours become
/// grey), all from an IDX file, raw or gzip. Throws `bayes::Error` (kData) where the file is none of these or
/// its pictures have another size.
torch::Tensor read_pictures(const std::filesystem::path& path, std::int64_t height, std::int64_t width);

}  // namespace bnn

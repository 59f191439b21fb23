#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <vector>

#include "experiments/pictures/grey_picture.h"
#include "experiments/pictures/picture.h"

namespace bnn {

/// How files become the pictures that a network takes.
struct PictureReading {
  std::int64_t height = 0;  ///< that the network takes
  std::int64_t width = 0;
  bool prepare = false;  ///< whether pictures of any size are made as MNIST's were (see `prepare_picture`)
  Background background = Background::kAuto;
};

struct PictureFile {
  torch::Tensor pixels;            ///< [N, 1, height, width], uint8, 0 to 255
  std::vector<Picture> originals;  ///< [N], grey, up to 112 pixels a side, to show; empty where not prepared
};

/// Pictures to predict: one from a PNG or a JPEG file (colours become grey), all from an IDX file, raw or
/// gzip. Throws `bayes::Error` (kData) where the file is none of these, or is damaged; where its pictures
/// have another size and are not prepared, with the hint to do so.
PictureFile read_pictures(const std::filesystem::path& path, const PictureReading& reading);

}  // namespace bnn

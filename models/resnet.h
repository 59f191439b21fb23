#pragma once

#include <cstdint>

#include "bayes/core/fields.h"
#include "bayes/layers/families/network.h"
#include "models/input_shape.h"

namespace models {

struct ResNetOptions {
  std::int64_t blocks = 3;
  std::int64_t width = 16;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("blocks", options.blocks, bayes::between(1, 200),
          "Residual blocks of each of the three stages; n of them make 6 n + 2 layers.");
    field("width", options.width, bayes::between(1, 4096),
          "Channels of the first stage; the next two double it.");
  }
};

/// Residual network for small images, ResNet-20 by default: 3x3 convolutions in three stages, the second and
/// third at half the resolution of the one before, batch normalisation, shortcuts without weights (option A),
/// the mean over pixels and one fully connected layer. 270,000 weights for 32x32 RGB. Returns logits. Throws
/// `bayes::Error` where images are smaller than 4x4. Source: He et al. 2016, section 4.2.
bayes::Architecture resnet(const ResNetOptions& options, const InputShape& shape);

}  // namespace models

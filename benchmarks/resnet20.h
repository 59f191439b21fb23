#pragma once

#include "bayes/layers/network.h"

namespace benchmarks {

/// ResNet-20 for images [N, 3, 32, 32]: 3x3 convolutions of 16, 32 and 64 channels, batch normalisation,
/// shortcuts without weights. 270,000 weights. Returns logits [N, 10]. Source: He et al. 2016, section 4.2,
/// option A.
bayes::Architecture resnet20();

}  // namespace benchmarks

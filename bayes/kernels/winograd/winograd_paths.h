#pragma once

#include "bayes/kernels/convolution/convolution_paths.h"

namespace bayes::kernels {

/// Convolutions by Winograd's algorithm, for shapes that it serves.
struct WinogradPath : ConvolutionPath {
  static const WinogradPath portable, avx2, avx512;
};

}  // namespace bayes::kernels

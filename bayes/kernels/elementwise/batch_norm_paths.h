#pragma once

#include "bayes/kernels/dispatch.h"
#include "bayes/kernels/elementwise/batch_norm.h"

namespace bayes::kernels {

/// Batch normalisation as built for one instruction set: for tests and for measurements. They trust the
/// shape.
struct BatchNormPath {
  decltype(&kernels::batch_norm) batch_norm;
  decltype(&kernels::batch_norm_gradient) gradient;

  static const BatchNormPath portable, avx2, avx512;
};

}  // namespace bayes::kernels

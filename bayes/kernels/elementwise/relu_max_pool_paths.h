#pragma once

#include "bayes/kernels/dispatch.h"
#include "bayes/kernels/elementwise/relu_max_pool.h"

namespace bayes::kernels {

/// The pooling kernels as built for one instruction set: for tests and for measurements. They trust the
/// shape.
struct ReluMaxPoolPath {
  decltype(&kernels::relu_max_pool) pool;
  decltype(&kernels::relu_max_pool_gradient) gradient;

  static const ReluMaxPoolPath portable, avx2, avx512;
};

}  // namespace bayes::kernels

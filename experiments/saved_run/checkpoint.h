#pragma once

#include "bayes/core/state.h"
#include "experiments/files/safetensors.h"

namespace bnn {

/// Tensors as arrays of a file, and back. float32, float64, float16, bfloat16, int64,
/// uint8 and bool.
/// Throws `bayes::Error` (kData) where a tensor has another type.
Safetensors to_arrays(const bayes::State& state);
bayes::State to_state(const Safetensors& content);

}  // namespace bnn

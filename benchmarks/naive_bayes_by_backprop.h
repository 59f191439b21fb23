#pragma once

#include <cstdint>
#include <memory>

#include "benchmarks/libtorch_classifier.h"

namespace benchmarks {

/// Bayes by Backprop as it is written without a library: every weight is mu + softplus(rho) * randn, one draw
/// a step, the KL from N(0, 0.1^2) in closed form by LibTorch's operators and divided by `examples`, Adam
/// with learning rate 1e-3. Source: Blundell et al. 2015, section 3.2.
std::unique_ptr<LibTorchClassifier> naive_bayes_by_backprop(const Workload& workload, at::MemoryFormat format,
                                                            std::int64_t examples);

}  // namespace benchmarks

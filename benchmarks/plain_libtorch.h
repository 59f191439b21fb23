#pragma once

#include <memory>

#include "benchmarks/libtorch_classifier.h"

namespace benchmarks {

/// The network as a good user of LibTorch trains it: modules, cross entropy, Adam with learning rate 1e-3.
std::unique_ptr<LibTorchClassifier> plain_libtorch(const Workload& workload, at::MemoryFormat format);

}  // namespace benchmarks

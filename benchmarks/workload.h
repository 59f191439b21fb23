#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bayes/layers/families/network.h"
#include "bayes/training/training.h"

namespace benchmarks {

/// A network that everybody builds: this library, plain LibTorch, naive Bayes by Backprop.
struct Workload {
  std::string name;
  bayes::Architecture architecture;
  std::vector<std::int64_t> hidden;  ///< widths of a fully connected network; empty: it has convolutions
  /// Of one image forward and backward: 2 per multiplication with a weight, three times (output, gradient of
  /// the weights, gradient of the input), but for the first layer, where nobody wants the gradient of the
  /// input.
  double training_flops = 0.0;
  std::vector<std::int64_t> image{1, 28, 28};  ///< channels, height, width
};

/// "lenet5", "resnet20", or "mlp_1200" (784-1200-1200-10) and others of that kind, by the width of their two
/// hidden layers. Throws `bayes::Error` for another.
Workload workload(const std::string& name);

/// Random images [count, channels, height, width] with random labels of 10 classes.
bayes::Examples random_images(const Workload& workload, std::int64_t count);

}  // namespace benchmarks

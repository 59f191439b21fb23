#include "bayes/kernels/linear/fully_connected.h"

#include <string>

#include "bayes/core/error.h"
#include "bayes/kernels/linear/fully_connected_paths.h"

namespace bayes::kernels {
namespace {

void require_sizes(const FullyConnectedShape& shape) {
  const auto [in, out, images] = shape;
  if (in >= 0 && out >= 0 && images >= 0) return;
  throw Error("a layer from " + std::to_string(in) + " to " + std::to_string(out) + " features on " +
                  std::to_string(images) + " images is asked for",
              "fully_connected", "pass sizes that are not negative");
}

}  // namespace

void fully_connected(const FullyConnectedShape& shape, const float* input, const float* weight,
                     const float* bias, float* output) {
  require_sizes(shape);
  best_path<FullyConnectedPath>().fully_connected(shape, input, weight, bias, output);
}

void fully_connected_input_gradient(const FullyConnectedShape& shape, const float* output_gradient,
                                    const float* weight, float* input_gradient) {
  require_sizes(shape);
  best_path<FullyConnectedPath>().fully_connected_input_gradient(shape, output_gradient, weight,
                                                                 input_gradient);
}

}  // namespace bayes::kernels

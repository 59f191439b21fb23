#include "bayes/kernels/elementwise/relu_max_pool.h"

#include <string>

#include "bayes/core/error.h"
#include "bayes/kernels/elementwise/relu_max_pool_paths.h"

namespace bayes::kernels {
namespace {

void require_sizes(const ReluMaxPoolShape& shape) {
  if (shape.images < 1 || shape.channels < 1) {
    throw Error(std::to_string(shape.images) + " images of " + std::to_string(shape.channels) +
                    " channels are to be pooled",
                "images, channels", "there has to be 1 of both at least");
  }
  // A winner is a byte, and 255 means none.
  if (shape.window < 1 || shape.window > 15 || shape.window > shape.height || shape.window > shape.width) {
    throw Error("a pooling window of " + std::to_string(shape.window) + " pixels for an image of " +
                    std::to_string(shape.height) + " x " + std::to_string(shape.width),
                "window", "choose 1 to 15, and no more than the image has");
  }
}

}  // namespace

void relu_max_pool(const ReluMaxPoolShape& shape, const float* input, float* output, std::uint8_t* winner) {
  require_sizes(shape);
  best_path<ReluMaxPoolPath>().pool(shape, input, output, winner);
}

void relu_max_pool_gradient(const ReluMaxPoolShape& shape, const float* output_gradient,
                            const std::uint8_t* winner, float* input_gradient) {
  require_sizes(shape);
  best_path<ReluMaxPoolPath>().gradient(shape, output_gradient, winner, input_gradient);
}

}  // namespace bayes::kernels

#pragma once

#include <torch/nn/options/linear.h>
#include <torch/types.h>

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "bayes/layers/operators/convolution.h"
#include "bayes/layers/operators/fully_connected.h"
#include "bayes/layers/operators/linear_places.h"
#include "bayes/layers/operators/local_affine.h"

namespace bayes {

/// What a family of layers asks of an affine map, by the options of LibTorch's layer: a convolution of any
/// kind (see convolution.h), or fully connected.
template <class Options>
struct AffineMap {
  static std::string name(const Options& options) { return convolution_name(options); }
  static void require(const Options& options, const std::string& layer) {
    require_convolution(options, layer);
  }
  static void print(std::ostream& stream, const Options& options) { print_convolution(stream, options); }

  static std::int64_t inputs(const Options& options) { return options.in_channels(); }
  static std::int64_t outputs(const Options& options) { return options.out_channels(); }
  static std::vector<std::int64_t> weight_sizes(const Options& options) { return kernel_sizes(options); }
  /// Which size of the weight counts inputs.
  static constexpr std::size_t kInputAxis = is_transposed<Options> ? 0 : 1;

  /// What `map` makes of a batch [N, inputs, …], of the layer's input as LibTorch's layer takes it. Throws
  /// `Error`, which names the layer with `family` before LibTorch's name, where it is not such an input.
  template <class Map>
  static torch::Tensor over_batch(const Options& options, const torch::Tensor& input, const char* family,
                                  const Map& map) {
    require_images(options, input, family);
    return map(input);
  }
  /// The map of a batch [N, inputs, …]; the bias may be undefined.
  static torch::Tensor apply(const Options& options, const torch::Tensor& batch, const torch::Tensor& weight,
                             const torch::Tensor& bias) {
    return convolve(options, batch, weight, bias);
  }
  /// Its output by local reparameterisation in one piece; undefined where there is none.
  static torch::Tensor apply_locally(const Options& options, const torch::Tensor& batch,
                                     const GaussianWeights& weights) {
    return convolve_locally(options, batch, weights);
  }
};

template <>
struct AffineMap<torch::nn::LinearOptions> {
  using Options = torch::nn::LinearOptions;
  static std::string name(const Options&) { return "Linear"; }
  static void require(const Options&, const std::string&) {}
  static void print(std::ostream& stream, const Options& options) {
    stream << "in_features=" << options.in_features() << ", out_features=" << options.out_features()
           << ", bias=" << (options.bias() ? "true" : "false");
  }

  static std::int64_t inputs(const Options& options) { return options.in_features(); }
  static std::int64_t outputs(const Options& options) { return options.out_features(); }
  static std::vector<std::int64_t> weight_sizes(const Options& options) {
    return {options.out_features(), options.in_features()};
  }
  static constexpr std::size_t kInputAxis = 1;

  template <class Map>
  static torch::Tensor over_batch(const Options& options, const torch::Tensor& input, const char* family,
                                  const Map& map) {
    return over_linear_places(input, options.in_features(), family, map);
  }
  static torch::Tensor apply(const Options&, const torch::Tensor& batch, const torch::Tensor& weight,
                             const torch::Tensor& bias) {
    return fully_connected_at_places(batch, weight, bias);
  }
  static torch::Tensor apply_locally(const Options&, const torch::Tensor& batch,
                                     const GaussianWeights& weights) {
    return batch.dim() == 2 ? local_fully_connected(batch, weights) : torch::Tensor();
  }
};

}  // namespace bayes

#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>

#include "bayes/core/error.h"
#include "bayes/core/shape.h"

namespace bayes {

/// What `map` makes of the input of a fully connected layer, as LibTorch's layer takes it: [N, in_features],
/// one example [in_features], or [N, …, in_features] with places that share the weight, as pixels do in a
/// convolution. Where there are such, `map` is given [N, in_features, places] and gives
/// [N, out_features, places]: noise that is one per example and channel (`DropoutUnit::kChannel`, concrete
/// dropout, Flipout's signs) is then the same at all places of an example; other noise is of each place.
/// Throws `Error`, which names the layer "<family>Linear", where the last dimension is not in_features.
template <class Map>
torch::Tensor over_linear_places(const torch::Tensor& input, std::int64_t in_features, const char* family,
                                 const Map& map) {
  if (input.dim() == 0 || input.size(-1) != in_features) {
    throw Error(
        "the input has shape " + shape_text(input.sizes()), std::string(family) + "Linear",
        "give [N, " + std::to_string(in_features) + "], or [N, …, " + std::to_string(in_features) + "]");
  }
  if (input.dim() == 2) return map(input);
  if (input.dim() == 1) return map(input.unsqueeze(0)).squeeze(0);
  const auto output = map(input.flatten(1, -2).transpose(1, 2)).transpose(1, 2);
  auto sizes = input.sizes().vec();
  sizes.back() = output.size(-1);
  return output.reshape(sizes);
}

}  // namespace bayes

#include "bayes/layers/families/dropout_layers.h"

#include <type_traits>

#include "bayes/layers/dropout/dropout_affine.h"
#include "bayes/layers/dropout/dropout_embedding.h"
#include "bayes/layers/dropout/dropout_recurrence.h"
#include "bayes/layers/operators/convolution.h"
#include "bayes/layers/operators/embedding.h"
#include "bayes/layers/operators/recurrence.h"

namespace bayes {

using torch::nn::AnyModule;

AnyModule DropoutLayers::layer(const std::string&, const LayerKind& kind, LayerInput input) const {
  const auto make = [&](const auto& plain) {
    using Options = std::decay_t<decltype(plain)>;
    DropoutOptions dropout = options_;
    const bool multiplies_data = input == LayerInput::kData && options_.noise != DropoutNoise::kWeights;
    const bool is_left_out = is_convolution<Options> && !options_.convolutions;
    if (multiplies_data || is_left_out) dropout.dropout_rate = 0.0;
    if constexpr (is_recurrence<Options>) {
      return AnyModule(std::make_shared<DropoutRecurrence<Options>>(plain, options_, input));
    } else if constexpr (is_embedding<Options>) {
      return AnyModule(DropoutEmbedding(plain, dropout));
    } else {
      return AnyModule(std::make_shared<DropoutAffine<Options>>(plain, dropout));
    }
  };
  return std::visit(make, kind);
}

}  // namespace bayes

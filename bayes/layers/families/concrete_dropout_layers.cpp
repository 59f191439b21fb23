#include "bayes/layers/families/concrete_dropout_layers.h"

#include <type_traits>

#include "bayes/core/error.h"
#include "bayes/layers/dropout/concrete_dropout_affine.h"
#include "bayes/layers/families/deterministic_layers.h"
#include "bayes/layers/operators/embedding.h"
#include "bayes/layers/operators/recurrence.h"

namespace bayes {

using torch::nn::AnyModule;

AnyModule ConcreteDropoutLayers::layer(const std::string& name, const LayerKind& kind,
                                       LayerInput input) const {
  const auto refuse = [](const std::string& layer) -> AnyModule {
    throw Error("the layers of this method have no " + layer, "model.name",
                "choose another model, or method");
  };
  const auto make = [&](const auto& plain) {
    using Options = std::decay_t<decltype(plain)>;
    if constexpr (is_recurrence<Options>) {
      return refuse(Recurrence<Options>::kName);
    } else if constexpr (is_embedding<Options>) {
      return refuse("Embedding");
    } else if (input == LayerInput::kData) {
      return DeterministicLayers().layer(name, kind, input);
    } else {
      return AnyModule(std::make_shared<ConcreteDropoutAffine<Options>>(plain, options_, prior_));
    }
  };
  return std::visit(make, kind);
}

}  // namespace bayes

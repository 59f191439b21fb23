#include "bayes/layers/families/variational_layers.h"

#include <type_traits>

#include "bayes/layers/operators/embedding.h"
#include "bayes/layers/operators/recurrence.h"
#include "bayes/layers/variational/variational_affine.h"
#include "bayes/layers/variational/variational_embedding.h"
#include "bayes/layers/variational/variational_recurrence.h"

namespace bayes {

using torch::nn::AnyModule;

AnyModule VariationalLayers::layer(const std::string&, const LayerKind& kind, LayerInput) const {
  const auto make = [this](const auto& plain) {
    using Options = std::decay_t<decltype(plain)>;
    if constexpr (is_recurrence<Options>) {
      return AnyModule(std::make_shared<VariationalRecurrence<Options>>(plain, options_, prior_));
    } else if constexpr (is_embedding<Options>) {
      return AnyModule(VariationalEmbedding(plain, options_, prior_));
    } else {
      return AnyModule(std::make_shared<VariationalAffine<Options>>(plain, options_, prior_));
    }
  };
  return std::visit(make, kind);
}

}  // namespace bayes

#pragma once

#include <memory>
#include <utility>

#include "bayes/layers/dropout/concrete_dropout_options.h"
#include "bayes/layers/families/layer_factory.h"
#include "bayes/priors/prior.h"

namespace bayes {

/// Layers whose rates of dropout are learnt, each with its own copy of the prior; the one that sees the data
/// itself is plain. There are fully connected ones and convolutions: embeddings and recurrent layers throw
/// `Error`.
class ConcreteDropoutLayers : public LayerFactory {
 public:
  ConcreteDropoutLayers(const ConcreteDropoutOptions& options, std::shared_ptr<const Prior> prior)
      : options_(options), prior_(std::move(prior)) {}
  torch::nn::AnyModule layer(const std::string& name, const LayerKind& kind, LayerInput input) const override;

 private:
  ConcreteDropoutOptions options_;
  std::shared_ptr<const Prior> prior_;
};

}  // namespace bayes

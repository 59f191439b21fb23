#pragma once

#include "bayes/layers/dropout/dropout_options.h"
#include "bayes/layers/families/layer_factory.h"

namespace bayes {

/// Layers of dropout, Gaussian dropout or DropConnect; those that multiply inputs leave the data itself
/// whole, also the words that an embedding sees as data.
class DropoutLayers : public LayerFactory {
 public:
  explicit DropoutLayers(const DropoutOptions& options) : options_(options) {}
  torch::nn::AnyModule layer(const std::string& name, const LayerKind& kind, LayerInput input) const override;

 private:
  DropoutOptions options_;
};

}  // namespace bayes

#pragma once

#include <memory>
#include <utility>

#include "bayes/layers/families/layer_factory.h"
#include "bayes/layers/variational/variational_options.h"
#include "bayes/priors/prior.h"

namespace bayes {

/// Variational layers, each with its own copy of the prior.
class VariationalLayers : public LayerFactory {
 public:
  VariationalLayers(const VariationalOptions& options, std::shared_ptr<const Prior> prior)
      : options_(options), prior_(std::move(prior)) {}
  torch::nn::AnyModule layer(const std::string& name, const LayerKind& kind, LayerInput input) const override;

 private:
  VariationalOptions options_;
  std::shared_ptr<const Prior> prior_;
};

}  // namespace bayes

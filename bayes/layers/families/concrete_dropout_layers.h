#pragma once

#include <memory>
#include <utility>

#include "bayes/layers/dropout/concrete_dropout_options.h"
#include "bayes/layers/families/layer_factory.h"
#include "bayes/priors/prior.h"

namespace bayes {

/// Layers whose rates of dropout are learnt, each with its own copy of the prior; the one that sees the data
/// itself is plain.
class ConcreteDropoutLayers : public LayerFactory {
 public:
  ConcreteDropoutLayers(const ConcreteDropoutOptions& options, std::shared_ptr<const Prior> prior)
      : options_(options), prior_(std::move(prior)) {}
  torch::nn::AnyModule conv2d(const std::string& name, const torch::nn::Conv2dOptions& options,
                              LayerInput input) const override;
  torch::nn::AnyModule linear(const std::string& name, const torch::nn::LinearOptions& options,
                              LayerInput input) const override;

 private:
  ConcreteDropoutOptions options_;
  std::shared_ptr<const Prior> prior_;
};

}  // namespace bayes

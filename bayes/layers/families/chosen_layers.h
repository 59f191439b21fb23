#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bayes/layers/families/layer_factory.h"
#include "bayes/layers/families/network.h"

namespace bayes {

/// Two families in one network: layers whose name matches one of the patterns (see `matches_glob`) come from
/// `chosen`, the others from `rest`.
class ChosenLayers : public LayerFactory {
 public:
  /// names: where the name of every layer that is made is added, as long as others keep it: that of a
  /// network's layers, not of its copies'.
  ChosenLayers(std::vector<std::string> patterns, std::shared_ptr<const LayerFactory> chosen,
               std::shared_ptr<const LayerFactory> rest,
               const std::shared_ptr<std::vector<std::string>>& names = nullptr)
      : patterns_(std::move(patterns)), chosen_(std::move(chosen)), rest_(std::move(rest)), names_(names) {}
  torch::nn::AnyModule layer(const std::string& name, const LayerKind& kind, LayerInput input) const override;

 private:
  const LayerFactory& family_of(const std::string& name) const;

  std::vector<std::string> patterns_;
  std::shared_ptr<const LayerFactory> chosen_;
  std::shared_ptr<const LayerFactory> rest_;
  std::weak_ptr<std::vector<std::string>> names_;
};

/// The architecture whose layers that match one of `patterns` are of the family that it is given, the others
/// deterministic. Called, it throws `Error`, which names the layers that there are, where a pattern matches
/// none of them or there is no pattern.
Architecture on_chosen_layers(Architecture architecture, std::vector<std::string> patterns);

}  // namespace bayes

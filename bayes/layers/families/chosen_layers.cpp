#include "bayes/layers/families/chosen_layers.h"

#include <algorithm>

#include "bayes/core/error.h"
#include "bayes/core/glob.h"
#include "bayes/layers/families/deterministic_layers.h"

namespace bayes {
namespace {

using Names = std::vector<std::string>;

void require_matches(const Names& patterns, const Names& names) {
  std::string listed;
  for (const auto& name : names) listed += (listed.empty() ? "" : ", ") + name;
  const std::string fix = "the layers of this model are: " + listed + "; \"*\" stands for all";
  if (patterns.empty()) throw Error("no layer is chosen to be random", "method.layers", fix);
  for (const auto& pattern : patterns) {
    const bool matches = std::any_of(names.begin(), names.end(),
                                     [&](const auto& name) { return matches_glob(pattern, name); });
    if (!matches) throw Error("\"" + pattern + "\" matches no layer", "method.layers", fix);
  }
}

}  // namespace

const LayerFactory& ChosenLayers::family_of(const std::string& name) const {
  if (const auto names = names_.lock()) names->push_back(name);
  const bool is_chosen = std::any_of(patterns_.begin(), patterns_.end(),
                                     [&](const auto& pattern) { return matches_glob(pattern, name); });
  return is_chosen ? *chosen_ : *rest_;
}

torch::nn::AnyModule ChosenLayers::layer(const std::string& name, const LayerKind& kind,
                                         LayerInput input) const {
  return family_of(name).layer(name, kind, input);
}

Architecture on_chosen_layers(Architecture architecture, std::vector<std::string> patterns) {
  return [architecture = std::move(architecture),
          patterns = std::move(patterns)](std::shared_ptr<const LayerFactory> factory) {
    const auto names = std::make_shared<Names>();
    auto network = architecture(std::make_shared<ChosenLayers>(
        patterns, std::move(factory), std::make_shared<DeterministicLayers>(), names));
    require_matches(patterns, *names);
    return network;
  };
}

}  // namespace bayes

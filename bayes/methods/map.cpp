#include "bayes/methods/map.h"

#include "bayes/layers/families/deterministic_layers.h"
#include "bayes/methods/network_method.h"

namespace bayes {

std::unique_ptr<InferenceMethod> map(const MapOptions&, const Problem& problem) {
  return std::make_unique<NetworkMethod>(problem, std::make_shared<DeterministicLayers>(),
                                         NetworkMethod::Randomness::kNone);
}

}  // namespace bayes

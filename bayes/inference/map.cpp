#include "bayes/inference/map.h"

#include "bayes/inference/network_method.h"
#include "bayes/layers/deterministic_layers.h"

namespace bayes {

std::unique_ptr<InferenceMethod> map(const MapOptions&, const Problem& problem) {
  return std::make_unique<NetworkMethod>(problem, std::make_shared<DeterministicLayers>(),
                                         NetworkMethod::Randomness::kNone);
}

}  // namespace bayes

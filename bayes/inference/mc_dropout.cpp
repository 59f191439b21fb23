#include "bayes/inference/mc_dropout.h"

#include "bayes/inference/network_method.h"
#include "bayes/layers/dropout_layers.h"

namespace bayes {

std::unique_ptr<InferenceMethod> mc_dropout(const DropoutOptions& options, const Problem& problem) {
  return std::make_unique<NetworkMethod>(problem, std::make_shared<DropoutLayers>(options),
                                         NetworkMethod::Randomness::kMasks);
}

}  // namespace bayes

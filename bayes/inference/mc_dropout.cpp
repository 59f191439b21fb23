#include "bayes/inference/mc_dropout.h"

#include "bayes/inference/network_method.h"
#include "bayes/layers/dropout_layers.h"

namespace bayes {

std::unique_ptr<InferenceMethod> mc_dropout(const ChosenLayersOptions<DropoutOptions>& options,
                                            const Problem& problem) {
  return random_network(problem, std::make_shared<DropoutLayers>(options), options.layers);
}

}  // namespace bayes

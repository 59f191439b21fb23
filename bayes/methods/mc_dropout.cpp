#include "bayes/methods/mc_dropout.h"

#include "bayes/layers/families/dropout_layers.h"
#include "bayes/methods/network_method.h"

namespace bayes {

std::unique_ptr<InferenceMethod> mc_dropout(const ChosenLayersOptions<DropoutOptions>& options,
                                            const Problem& problem) {
  return random_network(problem, std::make_shared<DropoutLayers>(options), options.layers);
}

}  // namespace bayes

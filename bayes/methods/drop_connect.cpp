#include "bayes/methods/drop_connect.h"

#include "bayes/layers/families/dropout_layers.h"
#include "bayes/methods/network_method.h"

namespace bayes {

std::unique_ptr<InferenceMethod> drop_connect(const ChosenLayersOptions<DropConnectOptions>& options,
                                              const Problem& problem) {
  DropoutOptions dropout;
  dropout.dropout_rate = options.dropout_rate;
  dropout.convolutions = options.convolutions;
  dropout.noise = DropoutNoise::kWeights;
  return random_network(problem, std::make_shared<DropoutLayers>(dropout), options.layers);
}

}  // namespace bayes

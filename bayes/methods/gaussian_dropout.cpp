#include "bayes/methods/gaussian_dropout.h"

#include "bayes/layers/families/dropout_layers.h"
#include "bayes/methods/network_method.h"

namespace bayes {

std::unique_ptr<InferenceMethod> gaussian_dropout(const ChosenLayersOptions<GaussianDropoutOptions>& options,
                                                  const Problem& problem) {
  const DropoutOptions dropout{options.dropout_rate, options.unit, options.convolutions,
                               DropoutNoise::kGaussianInputs};
  return random_network(problem, std::make_shared<DropoutLayers>(dropout), options.layers);
}

}  // namespace bayes

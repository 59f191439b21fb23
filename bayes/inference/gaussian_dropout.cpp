#include "bayes/inference/gaussian_dropout.h"

#include "bayes/inference/network_method.h"
#include "bayes/layers/dropout_layers.h"

namespace bayes {

std::unique_ptr<InferenceMethod> gaussian_dropout(const ChosenLayersOptions<GaussianDropoutOptions>& options,
                                                  const Problem& problem) {
  const DropoutOptions dropout{options.dropout_rate, options.unit, options.convolutions,
                               DropoutNoise::kGaussianInputs};
  return random_network(problem, std::make_shared<DropoutLayers>(dropout), options.layers);
}

}  // namespace bayes

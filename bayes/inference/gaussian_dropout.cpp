#include "bayes/inference/gaussian_dropout.h"

#include "bayes/inference/network_method.h"
#include "bayes/layers/dropout_layers.h"

namespace bayes {

std::unique_ptr<InferenceMethod> gaussian_dropout(const GaussianDropoutOptions& options,
                                                  const Problem& problem) {
  const DropoutOptions dropout{options.dropout_rate, options.unit, options.convolutions,
                               DropoutNoise::kGaussianInputs};
  return std::make_unique<NetworkMethod>(problem, std::make_shared<DropoutLayers>(dropout),
                                         NetworkMethod::Randomness::kMasks);
}

}  // namespace bayes

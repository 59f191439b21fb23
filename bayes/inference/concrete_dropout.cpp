#include "bayes/inference/concrete_dropout.h"

#include "bayes/inference/network_method.h"
#include "bayes/layers/concrete_dropout_layers.h"

namespace bayes {

std::unique_ptr<InferenceMethod> concrete_dropout(const ChosenLayersOptions<ConcreteDropoutOptions>& options,
                                                  const Problem& problem) {
  return random_network(problem, std::make_shared<ConcreteDropoutLayers>(options, problem.prior),
                        options.layers);
}

}  // namespace bayes

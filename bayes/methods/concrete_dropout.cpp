#include "bayes/methods/concrete_dropout.h"

#include "bayes/layers/families/concrete_dropout_layers.h"
#include "bayes/methods/network_method.h"

namespace bayes {

std::unique_ptr<InferenceMethod> concrete_dropout(const ChosenLayersOptions<ConcreteDropoutOptions>& options,
                                                  const Problem& problem) {
  return random_network(problem, std::make_shared<ConcreteDropoutLayers>(options, problem.prior),
                        options.layers);
}

}  // namespace bayes

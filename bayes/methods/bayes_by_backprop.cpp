#include "bayes/methods/bayes_by_backprop.h"

#include "bayes/layers/families/variational_layers.h"
#include "bayes/methods/network_method.h"

namespace bayes {

std::unique_ptr<InferenceMethod> bayes_by_backprop(const ChosenLayersOptions<VariationalOptions>& options,
                                                   const Problem& problem) {
  return random_network(problem, std::make_shared<VariationalLayers>(options, problem.prior), options.layers);
}

}  // namespace bayes

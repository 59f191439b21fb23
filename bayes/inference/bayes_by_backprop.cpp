#include "bayes/inference/bayes_by_backprop.h"

#include "bayes/inference/network_method.h"
#include "bayes/layers/variational_layers.h"

namespace bayes {

std::unique_ptr<InferenceMethod> bayes_by_backprop(const ChosenLayersOptions<VariationalOptions>& options,
                                                   const Problem& problem) {
  return random_network(problem, std::make_shared<VariationalLayers>(options, problem.prior), options.layers);
}

}  // namespace bayes

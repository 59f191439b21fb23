#include "bayes/inference/bayes_by_backprop.h"

#include "bayes/inference/network_method.h"
#include "bayes/layers/variational_layers.h"

namespace bayes {

std::unique_ptr<InferenceMethod> bayes_by_backprop(const VariationalOptions& options,
                                                   const Problem& problem) {
  return std::make_unique<NetworkMethod>(problem, std::make_shared<VariationalLayers>(options, problem.prior),
                                         NetworkMethod::Randomness::kWeights);
}

}  // namespace bayes

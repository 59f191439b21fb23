#pragma once

#include <memory>

#include "bayes/inference/inference_method.h"
#include "bayes/layers/chosen_layers_options.h"
#include "bayes/layers/variational_options.h"

namespace bayes {

/// Variational inference, mean-field Gaussian or by another posterior family, by reparameterised gradients of
/// the evidence lower bound. Throws `Error` where the prior is flat. Source: Blundell et al. 2015.
std::unique_ptr<InferenceMethod> bayes_by_backprop(const ChosenLayersOptions<VariationalOptions>& options,
                                                   const Problem& problem);

}  // namespace bayes

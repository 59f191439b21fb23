#pragma once

#include <memory>

#include "bayes/layers/families/chosen_layers_options.h"
#include "bayes/layers/variational/variational_options.h"
#include "bayes/methods/inference_method.h"

namespace bayes {

/// Variational inference, mean-field Gaussian or by another posterior family, by reparameterised gradients of
/// the evidence lower bound. Throws `Error` where the prior is flat. Source: Blundell et al. 2015.
std::unique_ptr<InferenceMethod> bayes_by_backprop(const ChosenLayersOptions<VariationalOptions>& options,
                                                   const Problem& problem);

}  // namespace bayes

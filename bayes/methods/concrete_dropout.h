#pragma once

#include <memory>

#include "bayes/layers/dropout/concrete_dropout_options.h"
#include "bayes/layers/families/chosen_layers_options.h"
#include "bayes/methods/inference_method.h"

namespace bayes {

/// Concrete dropout: MC dropout that learns the rate of every layer but the first, by masks that are relaxed
/// and a KL whose share in the objective is 1 / N. Throws `Error` where the architecture asks for a layer
/// that has no such form (an LSTM). Source: Gal, Hron & Kendall 2017.
std::unique_ptr<InferenceMethod> concrete_dropout(const ChosenLayersOptions<ConcreteDropoutOptions>& options,
                                                  const Problem& problem);

}  // namespace bayes

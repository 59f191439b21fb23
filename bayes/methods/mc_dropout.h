#pragma once

#include <memory>

#include "bayes/layers/dropout/dropout_options.h"
#include "bayes/layers/families/chosen_layers_options.h"
#include "bayes/methods/inference_method.h"

namespace bayes {

/// Monte Carlo dropout: the inputs of every layer but the first are dropped at random, in training and in
/// prediction; each mask is a posterior draw. The prior is on the weights as they act, w / (1 - rate) or 0,
/// as MAP's is: for N(0, s^2) the regulariser is |w|^2 / (2 s^2 (1 - rate)), see `expected_log_density`.
/// Source: Gal & Ghahramani 2016.
std::unique_ptr<InferenceMethod> mc_dropout(const ChosenLayersOptions<DropoutOptions>& options,
                                            const Problem& problem);

}  // namespace bayes

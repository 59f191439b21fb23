#pragma once

#include <memory>

#include "bayes/core/fields.h"
#include "bayes/layers/families/chosen_layers_options.h"
#include "bayes/methods/inference_method.h"

namespace bayes {

struct DropConnectOptions {
  double dropout_rate = 0.25;
  bool convolutions = true;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("dropout_rate", options.dropout_rate, share(), "Share of each layer's weights that is dropped.");
    field("convolutions", options.convolutions, any(),
          "Whether weights of convolutions are dropped too, or those of fully connected layers alone.");
  }
};

/// DropConnect: the weights of every layer, but for the biases, are dropped at random, in training and in
/// prediction; each mask is a posterior draw. A step draws one mask for its batch, where Wan et al. draw one
/// for each example. The prior is on the weights as they act, as for `mc_dropout`. Source: Wan et al. 2013.
std::unique_ptr<InferenceMethod> drop_connect(const ChosenLayersOptions<DropConnectOptions>& options,
                                              const Problem& problem);

}  // namespace bayes

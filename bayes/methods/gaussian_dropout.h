#pragma once

#include <memory>

#include "bayes/layers/dropout/dropout_options.h"
#include "bayes/layers/families/chosen_layers_options.h"
#include "bayes/methods/inference_method.h"

namespace bayes {

struct GaussianDropoutOptions {
  double dropout_rate = 0.25;
  DropoutUnit unit = DropoutUnit::kElement;
  bool convolutions = true;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("dropout_rate", options.dropout_rate, share(),
          "Rate of the dropout whose variance the noise has: rate / (1 - rate).");
    field("unit", options.unit, any(),
          "What gets a factor of its own before a convolution: element, or channel (whole maps).");
    field("convolutions", options.convolutions, any(),
          "Whether inputs of convolutions get noise too, or those of fully connected layers alone.");
  }
};

/// Gaussian dropout: the inputs of every layer but the first are multiplied by N(1, rate / (1 - rate)), in
/// training and in prediction; each draw of the noise is a posterior draw. The mean and the variance of what
/// a layer gets are those of dropout at the same rate, and so is the regulariser of a Gaussian prior: -log
/// prior of the weights as they act in the mean, without the entropy of their law (`expected_log_density`).
/// Source: Srivastava et al. 2014, section 10; as an approximate posterior Kingma et al. 2015, section 3.
std::unique_ptr<InferenceMethod> gaussian_dropout(const ChosenLayersOptions<GaussianDropoutOptions>& options,
                                                  const Problem& problem);

}  // namespace bayes

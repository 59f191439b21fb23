#pragma once

#include <cstdint>
#include <memory>

#include "bayes/core/fields.h"
#include "bayes/methods/inference_method.h"

namespace bayes {

struct DeepEnsembleOptions {
  std::int64_t members = 5;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("members", options.members, between(1, 1000), "Networks, each trained by itself.");
  }
};

/// Plain networks that differ in initial weights and order of the data, averaged as draws of a posterior;
/// none of them is the network that MAP trains with the same seed. They are trained side by side on the
/// pool's threads, to the same bits as one by one. Weight moments are mean and standard deviation over the
/// members.
/// Source: Lakshminarayanan et al. 2017, without adversarial training.
std::unique_ptr<InferenceMethod> deep_ensemble(const DeepEnsembleOptions& options, const Problem& problem);

}  // namespace bayes

#pragma once

#include <memory>

#include "bayes/methods/inference_method.h"

namespace bayes {

struct MapOptions {
  template <class Options, class Visitor>
  static void visit_fields(Options&, Visitor&&) {}
};

/// Maximum a posteriori: one network, trained on NLL - log prior / N; a posterior of a single point, S = 1.
std::unique_ptr<InferenceMethod> map(const MapOptions& options, const Problem& problem);

}  // namespace bayes

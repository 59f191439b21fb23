#pragma once

#include <cstdint>
#include <memory>

#include "bayes/core/fields.h"
#include "bayes/likelihoods/likelihood.h"

namespace bayes {

struct CategoricalOptions {
  double label_smoothing = 0.0;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("label_smoothing", options.label_smoothing, share(),
          "Share of each label's probability spread over all classes while training (Szegedy et al. 2016).");
  }
};

/// One of C classes: outputs [N, C] are logits, targets [N] int64, each in [0, C). With smoothing what is
/// minimised is the cross entropy with (1 - label_smoothing) * one-hot + label_smoothing / C, and the
/// objective is then not a bound on the evidence. Source of smoothing: Szegedy et al. 2016, section 7. Throws
/// `Error` where there are fewer than 2 classes or the share is not in [0, 1).
std::shared_ptr<const Likelihood> categorical(const CategoricalOptions& options, std::int64_t classes);

}  // namespace bayes

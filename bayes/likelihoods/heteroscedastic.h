#pragma once

#include <cstdint>
#include <memory>

#include "bayes/core/fields.h"
#include "bayes/likelihoods/likelihood.h"

namespace bayes {

struct HeteroscedasticOptions {
  double beta = 0.0;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("beta", options.beta, between(0.0, 1.0),
          "Each target's loss is weighted by its predicted variance to this power (Seitzer et al. 2022); 0: "
          "likelihood.");
  }
};

/// D numbers with normal noise that differs from example to example: outputs [N, 2 D] are the means, then the
/// logarithms of the standard deviations, cut to [-14, 14]; targets [N, D], or [N] where D is 1.
///
/// With `beta` what is minimised is the sum over targets of nll * variance^beta, the factor held fixed: where
/// the noise looks large the mean is then still fitted, at 1 as by least squares. The objective is then not a
/// bound on the evidence. `nll` stays the density.
/// Throws `Error` where D < 1 or beta is not in [0, 1].
/// Source: Nix & Weigend 1994; Seitzer et al. 2022.
std::shared_ptr<const Likelihood> heteroscedastic(const HeteroscedasticOptions& options,
                                                  std::int64_t targets);

}  // namespace bayes

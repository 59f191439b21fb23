#pragma once

#include "bayes/core/fields.h"
#include "bayes/priors/scale_mixture.h"

namespace bayes {

struct SpikeAndSlabPriorOptions {
  double spike_share = 0.5;
  double spike_sigma = 0.01;
  double slab_sigma = 0.5;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("spike_share", options.spike_share, between(0.0, 1.0),
          "Share of the weights that the network can do without, before any data.");
    field("spike_sigma", options.spike_sigma, scale_single(),
          "Standard deviation of those: what counts as nothing.");
    field("slab_sigma", options.slab_sigma, scale_single(), "Standard deviation of the others.");
  }
};

/// Spike and slab, relaxed: share N(0, spike^2) + (1 - share) N(0, slab^2), a narrow Gaussian in place of the
/// point at zero, which would have neither a density nor a KL. That is a `ScaleMixturePrior` told from its
/// narrow side, and this makes one: the density, the draws and what is saved are the same.
/// Throws `Error` where the spike is not narrower than the slab, or as `ScaleMixturePrior` does.
/// Source: George & McCulloch 1993, "Variable selection via Gibbs sampling".
ScaleMixturePrior spike_and_slab_prior(const SpikeAndSlabPriorOptions& options = {});

}  // namespace bayes

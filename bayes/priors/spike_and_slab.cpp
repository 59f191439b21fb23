#include "bayes/priors/spike_and_slab.h"

#include "bayes/core/error.h"

namespace bayes {

ScaleMixturePrior spike_and_slab_prior(const SpikeAndSlabPriorOptions& options) {
  if (!(options.spike_sigma < options.slab_sigma)) {
    throw Error("the spike's sigma is " + std::to_string(options.spike_sigma) + ", the slab's " +
                    std::to_string(options.slab_sigma),
                "spike_and_slab", "choose a spike that is narrower than the slab");
  }
  return ScaleMixturePrior(
      ScaleMixturePriorOptions{1.0 - options.spike_share, options.slab_sigma, options.spike_sigma});
}

}  // namespace bayes

#include "bayes/engine/tempering.h"

#include "bayes/core/error.h"
#include "bayes/posteriors/random_weights.h"

namespace bayes {

void require_tempered(const Prior& prior, double entropy_factor, double free_nats) {
  if (entropy_factor == 1.0) return;
  if (free_nats > 0.0) {
    throw Error("free bits are a floor under the KL, and a tempered posterior is not trained on the KL",
                "training.free_nats", "set it to 0, or training.tempering to likelihood");
  }
  if (!prior.is_of_weights_alone()) {
    throw Error(
        "the KL from this prior comes in one piece with that of its scales, so that the entropy of "
        "the weights cannot be tempered alone",
        "training.tempering", "set it to likelihood, or choose any prior but horseshoe");
  }
}

void require_tempered(const torch::nn::Module& network, double entropy_factor, double free_nats) {
  for (const auto& held : held_weights(network)) {
    if (const auto* posterior = held.posterior())
      require_tempered(*posterior->prior, entropy_factor, free_nats);
  }
}

}  // namespace bayes

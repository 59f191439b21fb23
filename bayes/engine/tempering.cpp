#include "bayes/engine/tempering.h"

#include "bayes/core/error.h"
#include "bayes/training/training.h"

namespace bayes {

double entropy_factor(const TrainingOptions& options) {
  return options.tempering == Tempering::kPosterior ? options.temperature : 1.0;
}

void require_tempered(const Prior& prior, const TrainingOptions& options) {
  if (entropy_factor(options) == 1.0) return;
  if (options.free_nats > 0.0) {
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

void require_tempered(const torch::nn::Module& network, const TrainingOptions& options) {
  for (const auto& module : network.modules()) {
    if (const auto* prior = dynamic_cast<const Prior*>(module.get())) require_tempered(*prior, options);
  }
}

}  // namespace bayes

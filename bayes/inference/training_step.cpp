#include "bayes/inference/training_step.h"

#include "bayes/core/error.h"

namespace bayes {

void throw_diverged(const std::string& what, const Draw::Key& key) {
  throw Error(what + " is not a finite number", "training step " + std::to_string(key.step + 1),
              "lower training.optimizer.learning_rate, or the posterior's initial_sigma; nothing was updated",
              Fault::kDiverged);
}

}  // namespace bayes

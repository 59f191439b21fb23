#include "bayes/inference/training_step.h"

#include <cmath>

#include "bayes/core/error.h"

namespace bayes {

double clipping_factor(double clip_norm, double squares, const Draw::Key& key) {
  if (!std::isfinite(squares)) throw_diverged("the norm of the gradient", key);
  const double norm = std::sqrt(squares);
  return norm > clip_norm ? clip_norm / norm : 1.0;
}

void throw_diverged(const std::string& what, const Draw::Key& key) {
  throw Error(what + " is not a finite number", "training step " + std::to_string(key.step + 1),
              "lower training.optimizer.learning_rate, or the posterior's initial_sigma; nothing was updated",
              Fault::kDiverged);
}

}  // namespace bayes

#include "bayes/engine/training_step.h"

#include <cmath>

#include "bayes/core/error.h"
#include "bayes/posteriors/random_weights.h"

namespace bayes {
namespace {

std::string place_of(const Draw::Key& key) { return "training step " + std::to_string(key.step + 1); }

constexpr const char* kFix =
    "lower training.optimizer.learning_rate or training.temperature, or the posterior's initial_sigma";

bool all_finite(const torch::Tensor& tensor) {
  return !tensor.is_floating_point() || tensor.isfinite().all().item<bool>();
}

}  // namespace

double clipping_factor(double clip_norm, double squares, const Draw::Key& key) {
  if (!std::isfinite(squares)) throw_diverged("the norm of the gradient", key);
  const double norm = std::sqrt(squares);
  return norm > clip_norm ? clip_norm / norm : 1.0;
}

void throw_diverged(const std::string& what, const Draw::Key& key) {
  throw Error(what + " is not a finite number", place_of(key), std::string(kFix) + "; nothing was updated",
              Fault::kDiverged);
}

std::vector<TensorComplexity> finite_complexity(const torch::nn::Module& network, const Prior& point_prior,
                                                const Draw::Key& key) {
  const Draw draw(key, 0, Draw::Kl::kSkip);
  std::vector<TensorComplexity> all;
  for_each_moments(network, point_prior, [&](const WeightMoments& tensor) {
    if (!std::isfinite(tensor.kl)) {
      throw Error("the KL, or -log prior, of \"" + tensor.name + "\" is not a finite number", place_of(key),
                  kFix, Fault::kDiverged);
    }
    all.push_back({tensor.name, tensor.kl, tensor.scales});
  });
  return all;
}

void require_finite(const NamedParameters& parameters, const Optimizer& optimizer, const Draw::Key& key) {
  const torch::NoGradGuard no_grad;
  for (const auto& [name, parameter] : parameters) {
    if (all_finite(parameter.square())) continue;
    throw Error("\"" + name + "\" has a value whose square is not a finite number after the update",
                place_of(key), kFix, Fault::kDiverged);
  }
  for (const auto& [name, tensor] : optimizer.state()) {
    if (all_finite(tensor)) continue;
    throw Error("the optimiser's \"" + name + "\" is not finite after the update", place_of(key), kFix,
                Fault::kDiverged);
  }
}

}  // namespace bayes

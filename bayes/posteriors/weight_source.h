#pragma once

#include <torch/types.h>

#include "bayes/core/pass.h"

namespace bayes {

class WeightPosterior;

/// What a layer asks a posterior for.
enum class WeightForm { kMean, kDraw, kPerturbation, kSd, kVariance };

/// Stands between layers and posteriors on its thread while it lives: what it provides is used instead of a
/// fresh draw. The engine thereby draws all weights of a network in one pass, and prediction draws them once
/// for many images.
class WeightSource {
 public:
  WeightSource() : scope_(this) {}
  virtual ~WeightSource() = default;

  /// Undefined where the posterior is to do as it always does.
  virtual torch::Tensor provide(const WeightPosterior& posterior, WeightForm form) = 0;

  /// From the innermost source of this thread; undefined where there is none.
  static torch::Tensor ask(const WeightPosterior& posterior, WeightForm form);

 private:
  PassScope<&Pass::weight_source> scope_;
};

/// Takes the place of the posterior's noise in the `Draw` in scope, as a fresh draw would: noise that comes
/// after it in the forward pass is then the same, wherever the weights came from.
void take_noise_place(const WeightPosterior& posterior, WeightForm form);

}  // namespace bayes

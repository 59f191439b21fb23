#pragma once

#include "bayes/core/pass.h"

namespace bayes {

/// Holds on its thread while one lives.
template <bool Pass::*kFlag>
class PassGuard {
 public:
  PassGuard() : scope_(true) {}
  static bool active() { return Pass::current().*kFlag; }

 private:
  PassScope<kFlag> scope_;
};

/// While one lives, on its thread, weights are their posterior means: nothing is drawn and no KL is
/// collected.
using PosteriorMeanGuard = PassGuard<&Pass::posterior_mean>;

/// While one lives, on its thread, dropout layers let everything pass.
using DropoutOffGuard = PassGuard<&Pass::dropout_off>;

/// While one lives, on its thread, convolutions sum their products one by one, in the backward passes too of
/// what is computed: of squares and variances, which are not negative, each sum is then exact to rounding
/// beside itself, and not negative either.
using DirectSumsGuard = PassGuard<&Pass::direct_sums>;

}  // namespace bayes

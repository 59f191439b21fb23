#include "bayes/training/kl_warmup.h"

#include <algorithm>
#include <cmath>

namespace bayes {

double kl_share(const KlWarmup& warmup, double epochs_done, double epochs_in_all) {
  if (warmup.epochs <= 0.0) return 1.0;
  const double cycle = epochs_in_all / static_cast<double>(warmup.cycles);
  // A hair more, so that rounding does not keep the first step of a cycle in the cycle before.
  const double begun = std::floor(epochs_done / cycle + 1e-9);
  const double grown = std::clamp((epochs_done - begun * cycle) / warmup.epochs, 0.0, 1.0);
  return warmup.shape == KlWarmupShape::kLinear ? grown : 0.5 - 0.5 * std::cos(M_PI * grown);
}

}  // namespace bayes

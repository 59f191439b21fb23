#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace bayes {

/// How the KL's factor grows from 0 to 1.
enum class KlWarmupShape {
  kLinear,  ///< t
  kCosine,  ///< (1 - cos(pi t)) / 2: slow at both ends
};

inline std::vector<std::pair<const char*, KlWarmupShape>> enum_names(KlWarmupShape) {
  return {{"linear", KlWarmupShape::kLinear}, {"cosine", KlWarmupShape::kCosine}};
}

/// The training is divided into `cycles` of equal length. In each of them the factor grows for `epochs`
/// epochs and then stays at 1; with cycles = 1 that is a warm-up, with more the cyclical annealing of Fu et
/// al. 2019, section 3.2, whose share of growth R is epochs * cycles / epochs of the training.
struct KlWarmup {
  double epochs = 0.0;
  KlWarmupShape shape = KlWarmupShape::kLinear;
  std::int64_t cycles = 1;
};

/// Share in [0, 1] of the KL's factor after `epochs_done` epochs of a training of `epochs_in_all`.
double kl_share(const KlWarmup& warmup, double epochs_done, double epochs_in_all);

}  // namespace bayes

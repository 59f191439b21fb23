#include "bayes/kernels/update/move_towards.h"

#include <algorithm>

namespace bayes::kernels {

template <class Real>
void move_towards(const Real* value, double share, Real* average, std::int64_t count) {
  if (share == 1.0) {
    std::copy_n(value, count, average);
    return;
  }
  const auto factor = static_cast<Real>(share);
#pragma GCC ivdep
  for (std::int64_t i = 0; i < count; ++i) average[i] += factor * (value[i] - average[i]);
}

template void move_towards(const float*, double, float*, std::int64_t);
template void move_towards(const double*, double, double*, std::int64_t);

}  // namespace bayes::kernels

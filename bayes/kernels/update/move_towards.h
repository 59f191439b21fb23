#pragma once

#include <cstdint>

namespace bayes::kernels {

/// average += share * (value - average), element by element: after n calls with shares 1, 1/2, … 1/n the
/// plain mean, with a constant share an exponential one. Share 1 copies to the bit.
template <class Real>
void move_towards(const Real* value, double share, Real* average, std::int64_t count);

}  // namespace bayes::kernels

#pragma once

#include <cstdint>

namespace bayes::kernels {

/// The sum of the squares of `values`, in double precision and in one order whatever the processor.
template <class Real>
double sum_of_squares(const Real* values, std::int64_t count);

}  // namespace bayes::kernels

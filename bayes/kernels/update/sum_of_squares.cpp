#include "bayes/kernels/update/sum_of_squares.h"

namespace bayes::kernels {

template <class Real>
double sum_of_squares(const Real* values, std::int64_t count) {
  constexpr std::int64_t kLanes = 8;  // sums side by side, so that the loop becomes vectors
  double lanes[kLanes] = {};
  std::int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (std::int64_t lane = 0; lane < kLanes; ++lane) {
      const auto value = static_cast<double>(values[i + lane]);
      lanes[lane] += value * value;
    }
  }
  double sum = 0.0;
  for (const double lane : lanes) sum += lane;
  for (; i < count; ++i) sum += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  return sum;
}

template double sum_of_squares(const float*, std::int64_t);
template double sum_of_squares(const double*, std::int64_t);

}  // namespace bayes::kernels

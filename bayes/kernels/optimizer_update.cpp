#include "bayes/kernels/optimizer_update.h"

#include <cmath>

namespace bayes::kernels {

// x * 0 is 0 for finite x and NaN for all others, and a sum with a NaN is NaN: no branch in the loop.
template <class Real>
bool accumulate_finite(Real* sum, const Real* addend, std::int64_t count) {
  Real poison = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    sum[i] += addend[i];
    poison += sum[i] * Real{0};
  }
  return poison == Real{0};
}

template <class Real>
bool all_finite(const Real* values, std::int64_t count) {
  Real poison = 0;
  for (std::int64_t i = 0; i < count; ++i) poison += values[i] * Real{0};
  return poison == Real{0};
}

template <class Real>
void adam_update(const AdamStep& step, const Real* gradient, Real* weight, Real* first_moment,
                 Real* second_moment, std::int64_t count) {
  const auto beta1 = static_cast<Real>(step.beta1);
  const auto beta2 = static_cast<Real>(step.beta2);
  const auto rest1 = static_cast<Real>(1.0 - step.beta1);
  const auto rest2 = static_cast<Real>(1.0 - step.beta2);
  const auto decay = static_cast<Real>(step.weight_decay);
  const auto epsilon = static_cast<Real>(step.epsilon);
  const double correction1 = 1.0 - std::pow(step.beta1, static_cast<double>(step.step));
  const double correction2 = 1.0 - std::pow(step.beta2, static_cast<double>(step.step));
  const auto rate = static_cast<Real>(step.learning_rate / correction1);
  const auto scale = static_cast<Real>(1.0 / std::sqrt(correction2));
  for (std::int64_t i = 0; i < count; ++i) {
    const Real g = gradient[i] + decay * weight[i];
    first_moment[i] = beta1 * first_moment[i] + rest1 * g;
    second_moment[i] = beta2 * second_moment[i] + rest2 * g * g;
    weight[i] -= rate * first_moment[i] / (std::sqrt(second_moment[i]) * scale + epsilon);
  }
}

template <class Real>
void sgd_update(const SgdStep& step, const Real* gradient, Real* weight, Real* velocity, std::int64_t count) {
  const auto rate = static_cast<Real>(step.learning_rate);
  const auto momentum = static_cast<Real>(step.momentum);
  const auto decay = static_cast<Real>(step.weight_decay);
  for (std::int64_t i = 0; i < count; ++i) {
    velocity[i] = momentum * velocity[i] + (gradient[i] + decay * weight[i]);
    weight[i] -= rate * velocity[i];
  }
}

template bool accumulate_finite(float*, const float*, std::int64_t);
template bool accumulate_finite(double*, const double*, std::int64_t);
template bool all_finite(const float*, std::int64_t);
template bool all_finite(const double*, std::int64_t);
template void adam_update(const AdamStep&, const float*, float*, float*, float*, std::int64_t);
template void adam_update(const AdamStep&, const double*, double*, double*, double*, std::int64_t);
template void sgd_update(const SgdStep&, const float*, float*, float*, std::int64_t);
template void sgd_update(const SgdStep&, const double*, double*, double*, std::int64_t);

}  // namespace bayes::kernels

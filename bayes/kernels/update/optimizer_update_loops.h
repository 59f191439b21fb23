// Included once per instruction set; see philox_loops.h.
#pragma once

#include "bayes/kernels/ask_ahead_loops.h"
#include "bayes/kernels/update/optimizer_update_paths.h"

namespace bayes::kernels::BAYES_KERNEL_SET {

inline float root(float x) { return __builtin_sqrtf(x); }
inline double root(double x) { return __builtin_sqrt(x); }

inline std::uint32_t bits(float x) {
  std::uint32_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  return bits;
}

inline std::uint64_t bits(double x) {
  std::uint64_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  return bits;
}

// x * 0 is 0 or -0 for finite x and NaN for all others. Their bits are gathered, not their sum: the order of
// an `or` is free, so that the loop becomes vectors.

template <class Real>
bool all_finite(const Real* values, std::int64_t count) {
  auto poison = bits(Real{0});
  for (std::int64_t i = 0; i < count; ++i) poison |= bits(values[i] * Real{0});
  return (poison << 1) == 0;
}

template <class Real>
bool accumulate_finite(Real* sum, const Real* addend, std::int64_t count) {
  auto poison = bits(Real{0});
  for (std::int64_t i = 0; i < count; ++i) {
    sum[i] += addend[i];
    poison |= bits(sum[i] * Real{0});
  }
  return (poison << 1) == 0;
}

template <class Real>
bool reduce(Real* sum, const Real* const* addends, int shards, std::int64_t count) {
  if (shards == 1) {
    __builtin_memmove(sum, addends[0], static_cast<std::size_t>(count) * sizeof(Real));
    return all_finite(sum, count);
  }
  const Real *first = addends[0], *second = addends[1];
  auto poison = bits(Real{0});
#pragma GCC ivdep  // sum may be addends[0]
  for (std::int64_t i = 0; i < count; ++i) {
    sum[i] = first[i] + second[i];
    poison |= bits(sum[i] * Real{0});
  }
  bool finite = (poison << 1) == 0;
  // The last look is enough: what is not finite stays so.
  for (int shard = 2; shard < shards; ++shard) finite = accumulate_finite(sum, addends[shard], count);
  return finite;
}

// Bits of floating point numbers that are not negative are in the order of the numbers, infinity and NaN
// last, and a negative NaN is above all: the largest of them says whether all were finite, for a
// multiplication, an addition and a maximum of whole numbers each.

/// The square of a weight and what the optimiser keeps beside it, which is not negative, as bits.
template <class Real>
inline auto size_of(Real weight, Real kept) {
  return bits(weight * weight + kept);
}

template <class Bits>
inline Bits larger(Bits a, Bits b) {
  return a < b ? b : a;
}

template <class Real, class Bits>
inline bool is_finite(Bits largest) {
  return largest < bits(static_cast<Real>(__builtin_inff()));
}

template <class Real>
bool adam_update(const AdamFactors<Real>& factors, const Real* gradient, Real* weight, Real* first_moment,
                 Real* second_moment, std::int64_t count) {
  constexpr std::int64_t kPart = 128;
  const AdamFactors<Real> f = factors;
  auto largest = bits(Real{0});
  for (std::int64_t first = 0; first < count; first += kPart) {
    const std::int64_t end = count - first < kPart ? count : first + kPart;
    ask_ahead(weight + first, end - first);
    ask_ahead(first_moment + first, end - first);
    ask_ahead(second_moment + first, end - first);
#pragma GCC ivdep
    for (std::int64_t i = first; i < end; ++i) {
      const Real g = gradient[i] + f.weight_decay * weight[i];
      first_moment[i] = f.beta1 * first_moment[i] + f.rest1 * g;
      second_moment[i] = f.beta2 * second_moment[i] + f.rest2 * g * g;
      weight[i] =
          f.keep * weight[i] - f.rate * first_moment[i] / (root(second_moment[i]) * f.scale + f.epsilon);
      // A first moment that is not finite spoils the weight.
      largest = larger(largest, size_of(weight[i], second_moment[i]));
    }
  }
  return is_finite<Real>(largest);
}

template <class Real>
bool sgd_update(const SgdFactors<Real>& factors, const Real* gradient, Real* weight, Real* velocity,
                std::int64_t count) {
  const SgdFactors<Real> f = factors;
  auto largest = bits(Real{0});
#pragma GCC ivdep
  for (std::int64_t i = 0; i < count; ++i) {
    const Real g = gradient[i] + f.weight_decay * weight[i];
    velocity[i] = f.momentum * velocity[i] + g;
    weight[i] -= f.rate * (f.gradient_share * g + f.velocity_share * velocity[i]);
    largest = larger(largest, size_of(weight[i], velocity[i] * velocity[i]));
  }
  return is_finite<Real>(largest);
}

template <class Real>
bool rmsprop_update(const RmspropFactors<Real>& factors, const Real* gradient, Real* weight,
                    Real* mean_square, std::int64_t count) {
  const RmspropFactors<Real> f = factors;
  auto largest = bits(Real{0});
#pragma GCC ivdep
  for (std::int64_t i = 0; i < count; ++i) {
    const Real g = gradient[i] + f.weight_decay * weight[i];
    mean_square[i] = f.alpha * mean_square[i] + f.rest * g * g;
    weight[i] -= f.rate * g / (root(mean_square[i]) + f.epsilon);
    largest = larger(largest, size_of(weight[i], mean_square[i]));
  }
  return is_finite<Real>(largest);
}

template <class Real>
bool adagrad_update(const AdagradFactors<Real>& factors, const Real* gradient, Real* weight,
                    Real* sum_of_squares, std::int64_t count) {
  const AdagradFactors<Real> f = factors;
  auto largest = bits(Real{0});
#pragma GCC ivdep
  for (std::int64_t i = 0; i < count; ++i) {
    const Real g = gradient[i] + f.weight_decay * weight[i];
    sum_of_squares[i] += g * g;
    weight[i] -= f.rate * g / (root(sum_of_squares[i]) + f.epsilon);
    largest = larger(largest, size_of(weight[i], sum_of_squares[i]));
  }
  return is_finite<Real>(largest);
}

template <class Real>
constexpr OptimizerUpdates<Real> kUpdates = {
    accumulate_finite<Real>, all_finite<Real>,     adam_update<Real>, sgd_update<Real>,
    rmsprop_update<Real>,    adagrad_update<Real>, reduce<Real>};

constexpr OptimizerUpdatePath kOptimizerUpdatePath = {kUpdates<float>, kUpdates<double>};

}  // namespace bayes::kernels::BAYES_KERNEL_SET

const bayes::kernels::OptimizerUpdatePath bayes::kernels::OptimizerUpdatePath::BAYES_KERNEL_SET =
    bayes::kernels::BAYES_KERNEL_SET::kOptimizerUpdatePath;

#pragma once

#include <cstdint>

#include "bayes/kernels/dispatch.h"
#include "bayes/kernels/update/optimizer_update.h"

namespace bayes::kernels {

/// An `AdamStep` in the precision of the weights, with the bias corrections of its step.
template <class Real>
struct AdamFactors {
  Real beta1, beta2, rest1, rest2, weight_decay, epsilon;
  Real rate;            ///< learning rate / (1 - beta1^step)
  Real scale;           ///< 1 / sqrt(1 - beta2^step)
  Real keep = Real{1};  ///< 1 - learning rate * decoupled decay
};

template <class Real>
struct SgdFactors {
  Real rate, momentum, weight_decay;
  // The step is gradient_share * gradient + velocity_share * velocity: (0, 1), or Nesterov's (1, momentum).
  Real gradient_share = Real{0}, velocity_share = Real{1};
};

template <class Real>
struct RmspropFactors {
  Real rate, alpha, rest, weight_decay, epsilon;
};

template <class Real>
struct AdagradFactors {
  Real rate, weight_decay, epsilon;
};

template <class Real>
struct OptimizerUpdates {
  bool (*accumulate_finite)(Real* sum, const Real* addend, std::int64_t count);
  bool (*all_finite)(const Real* values, std::int64_t count);
  bool (*adam_update)(const AdamFactors<Real>& factors, const Real* gradient, Real* weight,
                      Real* first_moment, Real* second_moment, std::int64_t count);
  bool (*sgd_update)(const SgdFactors<Real>& factors, const Real* gradient, Real* weight, Real* velocity,
                     std::int64_t count);
  bool (*rmsprop_update)(const RmspropFactors<Real>& factors, const Real* gradient, Real* weight,
                         Real* mean_square, std::int64_t count);
  bool (*adagrad_update)(const AdagradFactors<Real>& factors, const Real* gradient, Real* weight,
                         Real* sum_of_squares, std::int64_t count);
  bool (*reduce)(Real* sum, const Real* const* addends, int shards, std::int64_t count);
};

/// The kernels of optimizer_update.h as built for one instruction set: for tests and measurements.
struct OptimizerUpdatePath {
  OptimizerUpdates<float> of_float;
  OptimizerUpdates<double> of_double;  // serves tests of gradients, not training

  static const OptimizerUpdatePath portable, avx2, avx512;
};

}  // namespace bayes::kernels

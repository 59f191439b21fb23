#pragma once

#include <cstdint>

#include "bayes/kernels/instruction_set.h"
#include "bayes/kernels/optimizer_update.h"

namespace bayes::kernels {

/// An `AdamStep` in the precision of the weights, with the bias corrections of its step.
template <class Real>
struct AdamFactors {
  Real beta1, beta2, rest1, rest2, weight_decay, epsilon;
  Real rate;   ///< learning rate / (1 - beta1^step)
  Real scale;  ///< 1 / sqrt(1 - beta2^step)
};

template <class Real>
struct SgdFactors {
  Real rate, momentum, weight_decay;
};

/// The kernels of optimizer_update.h as built for one instruction set: for tests and measurements.
template <class Real>
struct OptimizerUpdatePath {
  bool (*accumulate_finite)(Real* sum, const Real* addend, std::int64_t count);
  bool (*all_finite)(const Real* values, std::int64_t count);
  void (*adam_update)(const AdamFactors<Real>& factors, const Real* gradient, Real* weight,
                      Real* first_moment, Real* second_moment, std::int64_t count);
  void (*sgd_update)(const SgdFactors<Real>& factors, const Real* gradient, Real* weight, Real* velocity,
                     std::int64_t count);
  bool (*reduce)(Real* sum, const Real* const* addends, int shards, std::int64_t count);
};

/// `set` has to be one of `supported_instruction_sets()`.
const OptimizerUpdatePath<float>& optimizer_update_path(InstructionSet set);

}  // namespace bayes::kernels

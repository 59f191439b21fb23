#pragma once

#include <cstdint>

namespace bayes::kernels {

/// Adds `addend` to `sum`; false where a value of the result is not finite. One pass.
template <class Real>
bool accumulate_finite(Real* sum, const Real* addend, std::int64_t count);
/// Whether all values are finite.
template <class Real>
bool all_finite(const Real* values, std::int64_t count);

/// sum = addends[0] + addends[1] + … in that order; false where a value of the result is not finite.
///   addends  [shards] arrays of [count]; sum may be addends[0]
/// Throws `Error` where shards < 1 or count < 0.
bool reduce(float* sum, const float* const* addends, int shards, std::int64_t count);

struct AdamStep {
  AdamStep() = default;
  /// step: 1 is the first
  AdamStep(double learning_rate, double beta1, double beta2, double epsilon, double weight_decay,
           std::int64_t step, double decoupled_decay = 0.0);

  double learning_rate = 0.0;
  double beta1 = 0.0, beta2 = 0.0;
  double epsilon = 0.0;
  double weight_decay = 0.0;                    ///< added to the gradient as weight_decay * weight
  double correction1 = 1.0, correction2 = 1.0;  ///< of the moments' bias, 1 - beta^step
  double decoupled_decay = 0.0;  ///< share of the weight, times the learning rate, that a step takes away
};

// Updates return false where, after them, the square of a weight or what is kept beside it is not finite:
// such weights have no log density, and no way back. In a pass that waits for memory the look costs nothing.

/// One Adam step in one pass over weights, moments and gradient. Kingma & Ba 2015, algorithm 1; the decoupled
/// decay is Loshchilov & Hutter 2019, algorithm 2.
template <class Real>
bool adam_update(const AdamStep& step, const Real* gradient, Real* weight, Real* first_moment,
                 Real* second_moment, std::int64_t count);

struct SgdStep {
  double learning_rate;
  double momentum;
  double weight_decay;
  bool nesterov =
      false;  ///< weight -= learning_rate * (gradient + momentum * velocity) instead: a look ahead
};

/// velocity = momentum * velocity + gradient; weight -= learning_rate * velocity: LibTorch's convention.
template <class Real>
bool sgd_update(const SgdStep& step, const Real* gradient, Real* weight, Real* velocity, std::int64_t count);

struct RmspropStep {
  double learning_rate;
  double alpha;  ///< memory of the mean square
  double epsilon;
  double weight_decay;
};

/// mean_square = alpha * mean_square + (1 - alpha) * gradient^2; weight -= learning_rate * gradient /
/// (sqrt(mean_square) + epsilon): LibTorch's convention. Tieleman & Hinton 2012, lecture 6.5.
template <class Real>
bool rmsprop_update(const RmspropStep& step, const Real* gradient, Real* weight, Real* mean_square,
                    std::int64_t count);

struct AdagradStep {
  double learning_rate;
  double epsilon;
  double weight_decay;
};

/// sum_of_squares += gradient^2; weight -= learning_rate * gradient / (sqrt(sum_of_squares) + epsilon):
/// LibTorch's convention. Duchi et al. 2011, the diagonal case.
template <class Real>
bool adagrad_update(const AdagradStep& step, const Real* gradient, Real* weight, Real* sum_of_squares,
                    std::int64_t count);

}  // namespace bayes::kernels

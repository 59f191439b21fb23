#include "bayes/kernels/update/optimizer_update.h"

#include <cmath>
#include <string>

#include "bayes/core/error.h"
#include "bayes/kernels/update/optimizer_update_paths.h"

namespace bayes::kernels {
namespace {

template <class Real>
const OptimizerUpdates<Real>& path();
template <>
const OptimizerUpdates<float>& path() {
  return best_path<OptimizerUpdatePath>().of_float;
}
template <>
const OptimizerUpdates<double>& path() {
  return best_path<OptimizerUpdatePath>().of_double;
}

}  // namespace

template <class Real>
bool accumulate_finite(Real* sum, const Real* addend, std::int64_t count) {
  return path<Real>().accumulate_finite(sum, addend, count);
}

template <class Real>
bool all_finite(const Real* values, std::int64_t count) {
  return path<Real>().all_finite(values, count);
}

bool reduce(float* sum, const float* const* addends, int shards, std::int64_t count) {
  if (shards < 1 || count < 0) {
    throw Error("the sum of " + std::to_string(shards) + " arrays of " + std::to_string(count) +
                    " values is asked for",
                "reduce", "pass one array or more and their length");
  }
  return path<float>().reduce(sum, addends, shards, count);
}

AdamStep::AdamStep(double learning_rate, double beta1, double beta2, double epsilon, double weight_decay,
                   std::int64_t step, double decoupled_decay)
    : learning_rate(learning_rate),
      beta1(beta1),
      beta2(beta2),
      epsilon(epsilon),
      weight_decay(weight_decay),
      correction1(1.0 - std::pow(beta1, static_cast<double>(step))),
      correction2(1.0 - std::pow(beta2, static_cast<double>(step))),
      decoupled_decay(decoupled_decay) {}

template <class Real>
bool adam_update(const AdamStep& step, const Real* gradient, Real* weight, Real* first_moment,
                 Real* second_moment, std::int64_t count) {
  AdamFactors<Real> factors;
  factors.beta1 = static_cast<Real>(step.beta1);
  factors.beta2 = static_cast<Real>(step.beta2);
  factors.rest1 = static_cast<Real>(1.0 - step.beta1);
  factors.rest2 = static_cast<Real>(1.0 - step.beta2);
  factors.weight_decay = static_cast<Real>(step.weight_decay);
  factors.epsilon = static_cast<Real>(step.epsilon);
  factors.rate = static_cast<Real>(step.learning_rate / step.correction1);
  factors.scale = static_cast<Real>(1.0 / std::sqrt(step.correction2));
  factors.keep = static_cast<Real>(1.0 - step.learning_rate * step.decoupled_decay);
  return path<Real>().adam_update(factors, gradient, weight, first_moment, second_moment, count);
}

template <class Real>
bool sgd_update(const SgdStep& step, const Real* gradient, Real* weight, Real* velocity, std::int64_t count) {
  SgdFactors<Real> factors{static_cast<Real>(step.learning_rate), static_cast<Real>(step.momentum),
                           static_cast<Real>(step.weight_decay)};
  if (step.nesterov) {
    factors.gradient_share = Real{1};
    factors.velocity_share = factors.momentum;
  }
  return path<Real>().sgd_update(factors, gradient, weight, velocity, count);
}

template <class Real>
bool rmsprop_update(const RmspropStep& step, const Real* gradient, Real* weight, Real* mean_square,
                    std::int64_t count) {
  const RmspropFactors<Real> factors{static_cast<Real>(step.learning_rate), static_cast<Real>(step.alpha),
                                     static_cast<Real>(1.0 - step.alpha),
                                     static_cast<Real>(step.weight_decay), static_cast<Real>(step.epsilon)};
  return path<Real>().rmsprop_update(factors, gradient, weight, mean_square, count);
}

template <class Real>
bool adagrad_update(const AdagradStep& step, const Real* gradient, Real* weight, Real* sum_of_squares,
                    std::int64_t count) {
  const AdagradFactors<Real> factors{static_cast<Real>(step.learning_rate),
                                     static_cast<Real>(step.weight_decay), static_cast<Real>(step.epsilon)};
  return path<Real>().adagrad_update(factors, gradient, weight, sum_of_squares, count);
}

template bool accumulate_finite(float*, const float*, std::int64_t);
template bool accumulate_finite(double*, const double*, std::int64_t);
template bool all_finite(const float*, std::int64_t);
template bool all_finite(const double*, std::int64_t);
template bool adam_update(const AdamStep&, const float*, float*, float*, float*, std::int64_t);
template bool adam_update(const AdamStep&, const double*, double*, double*, double*, std::int64_t);
template bool sgd_update(const SgdStep&, const float*, float*, float*, std::int64_t);
template bool sgd_update(const SgdStep&, const double*, double*, double*, std::int64_t);
template bool rmsprop_update(const RmspropStep&, const float*, float*, float*, std::int64_t);
template bool rmsprop_update(const RmspropStep&, const double*, double*, double*, std::int64_t);
template bool adagrad_update(const AdagradStep&, const float*, float*, float*, std::int64_t);
template bool adagrad_update(const AdagradStep&, const double*, double*, double*, std::int64_t);

}  // namespace bayes::kernels

#include "bayes/optimizers/adagrad.h"

#include "bayes/kernels/update/optimizer_update.h"
#include "bayes/optimizers/one_moment_optimizer.h"

namespace bayes {
namespace {

struct AdagradRule {
  using Options = AdagradOptions;
  static constexpr const char* kMoment = "sum_of_squares";

  static kernels::AdagradStep step(const AdagradOptions& options, double learning_rate) {
    return {learning_rate, options.epsilon, options.weight_decay};
  }
  template <class Real>
  static bool update(const kernels::AdagradStep& step, const Real* gradient, Real* weight,
                     Real* sum_of_squares, std::int64_t count) {
    return kernels::adagrad_update(step, gradient, weight, sum_of_squares, count);
  }
};

}  // namespace

OptimizerFactory adagrad(const AdagradOptions& options) {
  return OneMomentOptimizer<AdagradRule>::factory(options);
}

}  // namespace bayes

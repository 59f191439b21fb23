#include "bayes/optimizers/rmsprop.h"

#include "bayes/kernels/update/optimizer_update.h"
#include "bayes/optimizers/one_moment_optimizer.h"

namespace bayes {
namespace {

struct RmspropRule {
  using Options = RmspropOptions;
  static constexpr const char* kMoment = "mean_square";

  static kernels::RmspropStep step(const RmspropOptions& options, double learning_rate) {
    return {learning_rate, options.alpha, options.epsilon, options.weight_decay};
  }
  template <class Real>
  static bool update(const kernels::RmspropStep& step, const Real* gradient, Real* weight, Real* mean_square,
                     std::int64_t count) {
    return kernels::rmsprop_update(step, gradient, weight, mean_square, count);
  }
};

}  // namespace

OptimizerFactory rmsprop(const RmspropOptions& options) {
  return OneMomentOptimizer<RmspropRule>::factory(options);
}

}  // namespace bayes

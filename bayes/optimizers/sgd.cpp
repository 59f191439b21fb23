#include "bayes/optimizers/sgd.h"

#include "bayes/kernels/update/optimizer_update.h"
#include "bayes/optimizers/one_moment_optimizer.h"

namespace bayes {
namespace {

struct SgdRule {
  using Options = SgdOptions;
  static constexpr const char* kMoment = "velocity";

  static kernels::SgdStep step(const SgdOptions& options, double learning_rate) {
    return {learning_rate, options.momentum, options.weight_decay, options.nesterov};
  }
  template <class Real>
  static bool update(const kernels::SgdStep& step, const Real* gradient, Real* weight, Real* velocity,
                     std::int64_t count) {
    return kernels::sgd_update(step, gradient, weight, velocity, count);
  }
};

}  // namespace

OptimizerFactory sgd(const SgdOptions& options) { return OneMomentOptimizer<SgdRule>::factory(options); }

}  // namespace bayes

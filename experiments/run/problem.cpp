#include "experiments/run/problem.h"

namespace bnn {

bayes::Problem problem_of(const ExperimentConfig& config, const bayes::Architecture& architecture,
                          std::int64_t classes) {
  return {architecture, config.model.prior.make(), config.model.likelihood.make().make(classes),
          static_cast<std::uint64_t>(config.seed)};
}

}  // namespace bnn

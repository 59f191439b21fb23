#include "experiments/run/problem.h"

namespace bnn {

bayes::Architecture architecture_of(const ExperimentConfig& config, const models::InputShape& data) {
  auto shape = data;
  shape.outputs = likelihood_of(config, {data.outputs})->outputs();
  return config.model.architecture.make(shape);
}

std::shared_ptr<const bayes::Likelihood> likelihood_of(const ExperimentConfig& config,
                                                       const TargetScale& targets) {
  return config.model.likelihood.make().make(targets);
}

bayes::Problem problem_of(const ExperimentConfig& config, const bayes::Architecture& architecture,
                          const TargetScale& targets) {
  return {architecture, config.model.prior.make(), likelihood_of(config, targets),
          static_cast<std::uint64_t>(config.seed)};
}

}  // namespace bnn

#include "bayes/engine/generic_step.h"

#include <ATen/Dispatch.h>

#include "bayes/engine/sharded_gradient.h"
#include "bayes/kernels/update/sum_of_squares.h"

namespace bayes {
namespace {

class GenericStep : public TrainingStep {
 public:
  GenericStep(Network& network, const Prior& point_prior, const Likelihood& likelihood,
              const NamedParameters& parameters, Optimizer& optimizer, const StepOptions& options,
              ThreadPool& pool)
      : network_(network),
        point_prior_(point_prior),
        parameters_(parameters),
        optimizer_(optimizer),
        sharding_(options.sharding),
        likelihood_(likelihood),
        clip_norm_(options.clip_norm),
        pool_(pool) {}

  BatchLoss run(const Examples& data, const torch::Tensor& examples, const StepSettings& settings) override {
    const Batch batch{data.inputs.index_select(0, examples), data.targets.index_select(0, examples),
                      examples};
    const Objective objective{settings.complexity_factor, settings.free_nats, settings.entropy_factor};
    auto result = sharded_gradient(network_, point_prior_, likelihood_, parameters_, batch, sharding_,
                                   objective, settings.key, pool_);
    if (clip_norm_ > 0.0) clip(result.gradients, settings.key);
    if (!optimizer_.step(result.gradients, settings.learning_rate)) {
      require_finite(parameters_, optimizer_, settings.key);
    }
    return result.sums;
  }

 private:
  void clip(std::vector<torch::Tensor>& gradients, const Draw::Key& key) const {
    double squares = 0.0;
    for (const auto& gradient : gradients) {
      AT_DISPATCH_FLOATING_TYPES(gradient.scalar_type(), "clip", [&] {
        squares += kernels::sum_of_squares(gradient.data_ptr<scalar_t>(), gradient.numel());
      });
    }
    const double factor = clipping_factor(clip_norm_, squares, key);
    if (factor == 1.0) return;
    for (auto& gradient : gradients) gradient = gradient * factor;
  }

  Network& network_;
  const Prior& point_prior_;
  const NamedParameters& parameters_;
  Optimizer& optimizer_;
  Sharding sharding_;
  const Likelihood& likelihood_;
  double clip_norm_;
  ThreadPool& pool_;
};

}  // namespace

std::unique_ptr<TrainingStep> generic_step(Network& network, const Prior& point_prior,
                                           const Likelihood& likelihood, const NamedParameters& parameters,
                                           Optimizer& optimizer, const StepOptions& options,
                                           ThreadPool& pool) {
  return std::make_unique<GenericStep>(network, point_prior, likelihood, parameters, optimizer, options,
                                       pool);
}

}  // namespace bayes

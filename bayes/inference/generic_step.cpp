#include "bayes/inference/generic_step.h"

#include "bayes/inference/sharded_gradient.h"

namespace bayes {
namespace {

class GenericStep : public TrainingStep {
 public:
  GenericStep(Network& network, const Prior& point_prior, const NamedParameters& parameters,
              Optimizer& optimizer, const Training& training)
      : network_(network),
        point_prior_(point_prior),
        parameters_(parameters),
        optimizer_(optimizer),
        sharding_(sharding_of(training.options)),
        pool_(training.pool) {}

  StepResult run(const LabelledImages& data, const torch::Tensor& examples,
                 const StepSettings& settings) override {
    const Batch batch{data.images.index_select(0, examples), data.labels.index_select(0, examples), examples};
    const auto result = sharded_gradient(network_, point_prior_, parameters_, batch, sharding_,
                                         settings.complexity_factor, settings.key, pool_);
    optimizer_.step(result.gradients, settings.learning_rate);
    return {result.nll_sum, result.correct};
  }

 private:
  Network& network_;
  const Prior& point_prior_;
  const NamedParameters& parameters_;
  Optimizer& optimizer_;
  Sharding sharding_;
  ThreadPool& pool_;
};

}  // namespace

std::unique_ptr<TrainingStep> generic_step(Network& network, const Prior& point_prior,
                                           const NamedParameters& parameters, Optimizer& optimizer,
                                           const Training& training) {
  return std::make_unique<GenericStep>(network, point_prior, parameters, optimizer, training);
}

}  // namespace bayes

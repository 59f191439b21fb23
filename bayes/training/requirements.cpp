#include "bayes/training/requirements.h"

#include <torch/utils.h>

#include <string>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "bayes/core/shape.h"
#include "bayes/engine/sharding.h"
#include "bayes/layers/operators/batch_norm2d.h"
#include "bayes/training/weight_average.h"

namespace bayes {

void require_trainable(const Network& network, const Prior& prior, const Likelihood& likelihood,
                       const Training& training, const Optimizer& optimizer) {
  require_pairs(sharding_of(training.options));
  if (training.train.size() < 1)
    throw Error("there are no training examples", "TrainingLoop", "give at least one");
  likelihood.require_targets(training.train.targets, training.train.inputs.size(0));
  if (training.validation.size() > 0) {
    likelihood.require_targets(training.validation.targets, training.validation.inputs.size(0));
  }
  if (optimizer.weight_decay() > 0.0 && prior.is_proper()) {
    throw Error("weight decay together with a prior would count the prior twice",
                "training.optimizer.weight_decay", "set it to 0, or model.prior.name to flat");
  }
  require_one_average(training.options);
  const double factor = entropy_factor(training.options), free_nats = training.options.free_nats;
  require_tempered(prior, factor, free_nats);
  require_tempered(network, factor, free_nats);
  for (const auto& module : network.named_modules()) {
    const auto buffers = module.value()->named_buffers(/*recurse=*/false);
    const auto* running_mean = buffers.find("running_mean");
    if (running_mean == nullptr || !running_mean->defined()) continue;
    const std::string name = "\"" + module.key() + ".running_mean\"";
    if (averages_weights(training.options)) {
      throw Error(name + " keeps statistics of the weights as they were, not of their average",
                  "training.ema_decay or training.swa_start", "set both to 0");
    }
    if (training.options.shards == 1) continue;
    if (dynamic_cast<const BatchNorm2dImpl*>(module.value().get()) != nullptr) continue;
    throw Error(name + " would be changed by all shards at once", "training.shards",
                "set training.shards to 1, or take bayes::BatchNorm2d");
  }
}

void require_width(Network& network, const Likelihood& likelihood, const torch::Tensor& inputs,
                   std::uint64_t seed) {
  const torch::NoGradGuard no_grad;
  const bool was_training = network.is_training();
  network.eval();  // statistics of batches stay as they are
  const Draw draw({seed, Stream::kTraining, 0, 0}, 0, Draw::Kl::kSkip);
  const auto outputs = network.forward(inputs.narrow(0, 0, 1));
  network.train(was_training);
  const auto width = likelihood.outputs() + static_cast<std::int64_t>(likelihood.learnt().size());
  if (outputs.dim() == 2 && outputs.size(1) == width) return;
  throw Error("the outputs of the network for one example have shape " + shape_text(outputs.sizes()) +
                  ", and the likelihood takes [1, " + std::to_string(width) + "]",
              "TrainingLoop", "give the last layer as many outputs as the likelihood has");
}

void require_finite_buffers(const Network& network) {
  for (const auto& buffer : network.named_buffers()) {
    const auto& value = buffer.value();
    if (!value.defined() || !value.is_floating_point() || value.isfinite().all().item<bool>()) continue;
    throw Error("\"" + buffer.key() + "\" is not finite", "TrainingLoop",
                "lower training.optimizer.learning_rate", Fault::kDiverged);
  }
}

}  // namespace bayes

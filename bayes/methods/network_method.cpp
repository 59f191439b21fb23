#include "bayes/methods/network_method.h"

#include <torch/utils.h>

#include <utility>

#include "bayes/core/error.h"
#include "bayes/core/initialisers.h"
#include "bayes/layers/families/chosen_layers.h"
#include "bayes/layers/families/with_learnt.h"
#include "bayes/posteriors/random_weights.h"

namespace bayes {
namespace {

void require_randomness(const NetworkMethod& method) {
  for (const auto& moments : method.weight_moments()) {
    if (moments.sd.gt(0.0).any().item<bool>()) return;
  }
  throw Error(
      "nothing is random in the layers that are chosen", "method.layers",
      "choose others, or more: dropout leaves the data whole, so that it drops nothing before a first layer");
}

// Without a likelihood the loop refuses to be made.
std::vector<double> learnt_by(const Problem& problem) {
  return problem.likelihood == nullptr ? std::vector<double>{} : problem.likelihood->learnt();
}

}  // namespace

NetworkMethod::NetworkMethod(const Problem& problem, std::shared_ptr<const LayerFactory> factory,
                             Randomness randomness, std::int64_t member, std::int64_t members)
    : prior_(problem.prior), seed_(problem.seed), randomness_(randomness) {
  {
    // LibTorch's initialisers draw from the default generator; nothing else here does.
    const auto lock = lock_initialisers();
    torch::manual_seed(mix_seed(problem.seed, 0x696E6974ull));
    network_ = with_learnt(problem.architecture, learnt_by(problem))(std::move(factory));
  }
  {
    // Throws where the network has points and the prior does not serve them: here and not in the first step.
    const torch::NoGradGuard no_grad;
    point_penalty(*network_, *prior_);
  }
  loop_ = std::make_shared<TrainingLoop>(network_, prior_, problem.likelihood, problem.seed, member, members);
}

bool NetworkMethod::fit(const Training& training) {
  require_exact_gradients(*training.optimizer({}), training.options.batch_size, training.train.size(),
                          is_random(), training.options.clip_norm);
  Training mine = training;
  mine.options.validation_draws = draws(training.options.validation_draws);
  return loop().run(mine);
}

std::int64_t NetworkMethod::draws(std::int64_t wanted) const {
  return randomness_ == Randomness::kNone ? 1 : wanted;
}

torch::Tensor NetworkMethod::sample_logits(const torch::Tensor& inputs, const Draw::Key& key,
                                           const torch::Tensor& examples) const {
  const Draw draw(key, examples, Draw::Kl::kSkip);
  return network_->forward(inputs);
}

std::vector<WeightMoments> NetworkMethod::weight_moments() const {
  return reported_moments(*network_, *prior_, seed_);
}

State NetworkMethod::training_state() const { return loop().state(); }
void NetworkMethod::restore_training(const State& state) { loop().restore(state); }

TrainingLoop& NetworkMethod::loop() const {
  if (loop_ != nullptr) return *loop_;
  throw Error("a network without its pruned weights is to be trained, which would bring them back",
              "NetworkMethod", "train the network that was pruned");
}

State NetworkMethod::save() const { return module_state(*network_); }

void NetworkMethod::load(const State& state) {
  load_module_state(*network_, state);
  network_->eval();
}

std::unique_ptr<InferenceMethod> NetworkMethod::pruned(
    const std::vector<std::vector<torch::Tensor>>& masks) const {
  auto copy = std::make_unique<NetworkMethod>(*this);
  copy->network_ = network_->copy();
  copy->network_->eval();
  copy->loop_ = nullptr;
  prune(*copy->network_, masks.at(0));
  return copy;
}

std::unique_ptr<InferenceMethod> random_network(const Problem& problem,
                                                std::shared_ptr<const LayerFactory> layers,
                                                const std::vector<std::string>& patterns) {
  Problem mixed = problem;
  mixed.architecture = on_chosen_layers(problem.architecture, patterns);
  auto method = std::make_unique<NetworkMethod>(mixed, std::move(layers), NetworkMethod::Randomness::kDraws);
  if (patterns != std::vector<std::string>{"*"}) require_randomness(*method);
  return method;
}

}  // namespace bayes

#include "bayes/optimizers/optimizer.h"

#include "bayes/core/error.h"
#include "bayes/runtime/arena.h"

namespace bayes {

bool BlockwiseOptimizer::step(const std::vector<torch::Tensor>& gradients, double learning_rate) {
  begin_step(learning_rate);
  bool finite = true;
  for (std::size_t i = 0; i < gradients.size(); ++i)
    finite = update(i, 0, gradients[i].numel(), gradients[i].data_ptr()) && finite;
  return finite;
}

void require_exact_gradients(const Optimizer& optimizer, std::int64_t batch_size, std::int64_t images,
                             bool is_random, double clip_norm) {
  if (!optimizer.needs_exact_gradients()) return;
  const std::string what = "the optimiser needs exact gradients, and ";
  if (is_random) {
    throw Error(what + "those of this method are estimated by draws", "training.optimizer.name",
                "choose another, such as adam, or a method of points: map, deep_ensemble");
  }
  if (batch_size < images) {
    throw Error(what + "a batch has " + std::to_string(batch_size) + " of " + std::to_string(images) +
                    " training images",
                "training.batch_size",
                "set it to the number of training images, or choose another optimiser");
  }
  if (clip_norm > 0.0) {
    throw Error(what + "clipped ones tell the wrong curvature", "training.clip_norm",
                "set it to 0, or choose another optimiser");
  }
}

std::vector<torch::Tensor> zeros_for(const NamedParameters& parameters) {
  std::vector<std::vector<std::int64_t>> sizes;
  bool all_single = true;
  for (const auto& [name, parameter] : parameters) {
    if (!parameter.is_contiguous() || !parameter.is_cpu()) {
      throw Error("parameter \"" + name + "\" is not a contiguous tensor on the CPU", "Optimizer",
                  "move the network to the CPU");
    }
    all_single = all_single && parameter.scalar_type() == torch::kFloat32;
    sizes.push_back(parameter.sizes().vec());
  }
  if (all_single) return arena(sizes);
  std::vector<torch::Tensor> zeros;
  for (const auto& [name, parameter] : parameters) zeros.push_back(torch::zeros_like(parameter.detach()));
  return zeros;
}

void add_slot(State& state, const std::string& slot, const NamedParameters& parameters,
              const std::vector<torch::Tensor>& tensors) {
  for (std::size_t i = 0; i < parameters.size(); ++i) state[slot + "." + parameters[i].first] = tensors[i];
}

void restore_slot(const State& state, const std::string& slot, const NamedParameters& parameters,
                  std::vector<torch::Tensor>& tensors) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto found = state.find(slot + "." + parameters[i].first);
    if (found == state.end() || found->second.sizes() != tensors[i].sizes()) {
      throw Error(
          "the checkpoint does not hold the optimiser's \"" + slot + "\" of \"" + parameters[i].first + "\"",
          "Optimizer", "resume with the configuration the checkpoint was made with", Fault::kData);
    }
    tensors[i].copy_(found->second);
  }
}

}  // namespace bayes

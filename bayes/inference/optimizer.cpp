#include "bayes/inference/optimizer.h"

#include "bayes/core/error.h"

namespace bayes {

void Optimizer::step(const std::vector<torch::Tensor>& gradients, double learning_rate) {
  begin_step(learning_rate);
  for (std::size_t i = 0; i < gradients.size(); ++i)
    update(i, 0, gradients[i].numel(), gradients[i].data_ptr());
}

std::vector<torch::Tensor> zeros_for(const NamedParameters& parameters) {
  std::vector<torch::Tensor> zeros;
  for (const auto& [name, parameter] : parameters) {
    if (!parameter.is_contiguous() || !parameter.is_cpu()) {
      throw Error("parameter \"" + name + "\" is not a contiguous tensor on the CPU", "Optimizer",
                  "move the network to the CPU");
    }
    zeros.push_back(torch::zeros_like(parameter.detach()));
  }
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

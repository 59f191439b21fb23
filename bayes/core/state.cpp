#include "bayes/core/state.h"

#include "bayes/core/error.h"
#include "bayes/core/shape.h"

namespace bayes {
namespace {

// Every tensor of the module that has a value, by name.
State tensors_of(const torch::nn::Module& module) {
  State tensors;
  for (const auto& parameter : module.named_parameters()) {
    if (parameter.value().defined()) tensors[parameter.key()] = parameter.value();
  }
  for (const auto& buffer : module.named_buffers()) {
    if (buffer.value().defined()) tensors[buffer.key()] = buffer.value();
  }
  return tensors;
}

void require_same_tensors(const State& own, const State& state) {
  const char* fix = "load it with the configuration it was saved with";
  for (const auto& [name, value] : state) {
    if (own.count(name) == 0) {
      throw Error("the file holds \"" + name + "\", which the network does not have", name, fix,
                  Fault::kData);
    }
  }
  for (const auto& [name, tensor] : own) {
    const auto found = state.find(name);
    if (found == state.end()) {
      throw Error("the file does not hold \"" + name + "\"", name, fix, Fault::kData);
    }
    if (found->second.sizes() != tensor.sizes()) {
      throw Error("\"" + name + "\" has shape " + shape_text(found->second.sizes()) + " in the file, " +
                      shape_text(tensor.sizes()) + " in the network",
                  name, fix, Fault::kData);
    }
  }
}

}  // namespace

State module_state(const torch::nn::Module& module) {
  State copies;
  for (const auto& [name, tensor] : tensors_of(module)) copies[name] = tensor.detach().clone();
  return copies;
}

void load_module_state(torch::nn::Module& module, const State& state) {
  torch::NoGradGuard no_grad;
  const State own = tensors_of(module);
  // All is checked before anything changes: a module is never half loaded.
  require_same_tensors(own, state);
  for (const auto& [name, tensor] : own) torch::Tensor(tensor).copy_(state.at(name));
}

const torch::Tensor& saved_tensor(const State& state, const std::string& name, const torch::Tensor& like) {
  const auto found = state.find(name);
  if (found == state.end() || found->second.sizes() != like.sizes() ||
      found->second.scalar_type() != like.scalar_type()) {
    throw Error("the checkpoint does not hold \"" + name + "\" as training keeps it", name,
                "resume with the configuration the checkpoint was made with", Fault::kData);
  }
  return found->second;
}

State with_prefix_removed(const State& from, const std::string& prefix) {
  State rest;
  const std::string start = prefix + ".";
  for (auto entry = from.lower_bound(start);
       entry != from.end() && entry->first.compare(0, start.size(), start) == 0; ++entry) {
    rest[entry->first.substr(start.size())] = entry->second;
  }
  return rest;
}

void add_with_prefix(State& into, const std::string& prefix, const State& state) {
  for (const auto& [name, tensor] : state) into[prefix + "." + name] = tensor;
}

}  // namespace bayes

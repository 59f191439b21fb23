#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <map>
#include <string>

namespace bayes {

/// Named tensors: what is saved and restored. In the order of their names, so that files are reproducible.
using State = std::map<std::string, torch::Tensor>;

/// Copies of all parameters and buffers, by their names in the module.
State module_state(const torch::nn::Module& module);

/// Sets parameters and buffers. Throws `Error` (kData) where one is missing, has another shape, or is not
/// known; the module is then as it was.
void load_module_state(torch::nn::Module& module, const State& state);

/// The tensor called `name`, with the shape and the type of `like`. Throws `Error` (kData) where there is
/// none.
const torch::Tensor& saved_tensor(const State& state, const std::string& name, const torch::Tensor& like);

/// The entries of `from` under "prefix.", less the prefix; and the way back, adding to `into`.
State with_prefix_removed(const State& from, const std::string& prefix);
void add_with_prefix(State& into, const std::string& prefix, const State& state);

}  // namespace bayes

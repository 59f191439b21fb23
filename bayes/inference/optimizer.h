#pragma once

#include <torch/types.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bayes/core/state.h"

namespace bayes {

/// The parameters that are trained, by name. CPU, contiguous, float32 or float64.
using NamedParameters = std::vector<std::pair<std::string, torch::Tensor>>;

/// Changes parameters by their gradients.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// gradients: one for each parameter, in their order.
  virtual void step(const std::vector<torch::Tensor>& gradients, double learning_rate) = 0;
  /// What a resumed run needs, by parameter name; references, not copies.
  virtual State state() const = 0;
  virtual void restore(const State& state) = 0;
  /// The configured step size, before any schedule.
  virtual double learning_rate() const = 0;
  /// Coefficient of an L2 penalty; 0 where there is none.
  virtual double weight_decay() const = 0;
};

using OptimizerFactory = std::function<std::unique_ptr<Optimizer>(const NamedParameters& parameters)>;

/// Tensors of zeros, one for each parameter: where optimisers keep their moments.
std::vector<torch::Tensor> zeros_for(const NamedParameters& parameters);
/// "slot.parameter" -> tensor, and back.
void add_slot(State& state, const std::string& slot, const NamedParameters& parameters,
              const std::vector<torch::Tensor>& tensors);
void restore_slot(const State& state, const std::string& slot, const NamedParameters& parameters,
                  std::vector<torch::Tensor>& tensors);

}  // namespace bayes

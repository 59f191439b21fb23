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

  /// Begins a step: the calls of `update` up to the next one are part of it.
  virtual void begin_step(double learning_rate) = 0;
  /// Updates elements [first, first + count) of one parameter. `gradient` points to `count` values of the
  /// parameter's type. Re-entrant for ranges that do not overlap.
  virtual void update(std::size_t parameter, std::int64_t first, std::int64_t count,
                      const void* gradient) = 0;
  /// A whole step at once: one contiguous gradient for each parameter, in their order.
  void step(const std::vector<torch::Tensor>& gradients, double learning_rate);

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

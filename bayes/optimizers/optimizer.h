#pragma once

#include <torch/types.h>

#include <cstdint>
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

  /// One step: one contiguous gradient for each parameter, in their order. False where, after it, the square
  /// of a parameter or what the optimiser keeps is not finite.
  virtual bool step(const std::vector<torch::Tensor>& gradients, double learning_rate) = 0;

  /// What a resumed run needs, by parameter name; references, not copies.
  virtual State state() const = 0;
  virtual void restore(const State& state) = 0;
  /// The configured step size, before any schedule.
  virtual double learning_rate() const = 0;
  /// Coefficient of an L2 penalty; 0 where there is none.
  virtual double weight_decay() const = 0;
  /// Whether a step needs the gradient of the objective itself, over all images and without noise, and not an
  /// estimate of it.
  virtual bool needs_exact_gradients() const { return false; }
};

/// One that changes every weight by that weight's gradient alone, so that a step can go through memory once,
/// a block after the other.
class BlockwiseOptimizer : public Optimizer {
 public:
  /// Begins a step: the calls of `update` up to the next one are part of it.
  virtual void begin_step(double learning_rate) = 0;
  /// Updates elements [first, first + count) of one parameter. `gradient` points to `count` values of the
  /// parameter's type. Re-entrant for ranges that do not overlap. False as `step`, of what it updated.
  virtual bool update(std::size_t parameter, std::int64_t first, std::int64_t count,
                      const void* gradient) = 0;
  bool step(const std::vector<torch::Tensor>& gradients, double learning_rate) override;
};

using OptimizerFactory = std::function<std::unique_ptr<Optimizer>(const NamedParameters& parameters)>;

/// Throws `Error` where the optimiser needs exact gradients and does not get them.
///   batch_size  images of a step
///   images      of the training split
///   is_random   whether the objective is estimated by draws
///   clip_norm   longest gradient that is left as it is; 0 for any
void require_exact_gradients(const Optimizer& optimizer, std::int64_t batch_size, std::int64_t images,
                             bool is_random, double clip_norm);

/// Tensors of zeros, one for each parameter: where optimisers keep their moments.
std::vector<torch::Tensor> zeros_for(const NamedParameters& parameters);
/// "slot.parameter" -> tensor, and back.
void add_slot(State& state, const std::string& slot, const NamedParameters& parameters,
              const std::vector<torch::Tensor>& tensors);
void restore_slot(const State& state, const std::string& slot, const NamedParameters& parameters,
                  std::vector<torch::Tensor>& tensors);

}  // namespace bayes

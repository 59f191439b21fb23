#pragma once

#include <torch/types.h>

#include <optional>
#include <vector>

#include "bayes/engine/shard_gradients.h"
#include "bayes/engine/sharding.h"
#include "bayes/engine/trained_weights.h"
#include "bayes/engine/training_step.h"
#include "bayes/engine/weight_tiles.h"
#include "bayes/optimizers/optimizer.h"

namespace bayes {

/// The weights that layers see in a step, the gradients that each shard leaves, and the pass over both that
/// ends the step: adds up the shards, adds the prior's gradient, updates, and draws the weights of the next
/// step. It goes through memory once, in blocks that stay in the cache from one of these to the next; the
/// gradients of large fully connected layers, which jobs owe, never leave it.
class FusedUpdate {
 public:
  /// Moves the weights into one arena, what a step needs into another. clip_norm: see `clipping_factor`; 0
  /// for never, else the gradient is computed twice, for its norm and for the update, as blocks do not keep
  /// it.
  FusedUpdate(std::vector<TrainedWeight> weights, BlockwiseOptimizer& optimizer, const Sharding& sharding,
              double clip_norm, ThreadPool& pool);

  const std::vector<TrainedWeight>& weights() const { return weights_; }
  /// What the layers of the job in `slot` see instead of form `weights()[i].form`: a leaf of autograd.
  /// Undefined for points.
  const torch::Tensor& given(std::size_t i, std::int64_t slot) const;
  /// Where jobs leave the gradients of the mean (none where layers do not see it), and of what was given
  /// (none for points).
  ShardGradients& mean_gradients(std::size_t i) { return buffers_[i].mean_gradients; }
  ShardGradients& given_gradients(std::size_t i) { return buffers_[i].given_gradients; }

  /// Draws the weights of step `key.step`, unless `run` did so before.
  void draw(const Draw::Key& key);
  /// Ends the step on a batch of so many examples. False where the square of a weight, or what the optimiser
  /// keeps beside it, is not finite after the update, or where the standard deviation of a weight that was
  /// not removed was 0 before it.
  bool run(const StepSettings& settings, std::int64_t batch);

 private:
  struct Buffers {
    std::vector<torch::Tensor> given;  // one, or one a draw
    ShardGradients mean_gradients;
    ShardGradients given_gradients;
    std::vector<torch::Tensor> of_kl;  // with respect to mu and log sigma, of a closed form; or none
  };

  double complexity_factor(const TrainedWeight& weight, const StepSettings& settings) const;
  void find_slots(std::int64_t batch);
  void prepare_owed();
  void add_prior_gradient(std::size_t i, const StepSettings& settings);
  struct TileSums;       // of the gradients that jobs left
  struct BlockGradient;  // of the objective, with respect to the point, or to mu and rho
  TileSums sum_tile(const WeightPart& tile) const;
  void compute_of_point(const WeightPart& block, const StepSettings& settings, BlockGradient& gradient) const;
  bool compute_of_posterior(const WeightPart& block, const TileSums& sums, const StepSettings& settings,
                            BlockGradient& gradient) const;
  void add_noise_gradient(const WeightPart& block, const TileSums& sums, const StepSettings& settings,
                          float* of_log_sigma) const;
  template <class Work>
  void for_each_gradient(const StepSettings& settings, const Work& work);
  double squared_norm(const StepSettings& settings);
  bool update(const WeightPart& block, BlockGradient& gradient, double factor);
  kernels::NoiseKey noise_of(const TrainedWeight& weight, std::uint32_t step, std::int64_t draw) const;
  void draw_block(const WeightPart& block, std::uint32_t step);

  std::vector<TrainedWeight> weights_;
  std::vector<Buffers> buffers_;
  std::vector<std::optional<Prior::Normal>> normals_;  // of the weights' priors, in this step
  std::vector<double> factors_;                        // on the weights' complexity, in this step
  WeightTiles tiles_;
  BlockwiseOptimizer& optimizer_;
  Sharding sharding_;
  double clip_norm_;
  ThreadPool& pool_;
  std::vector<std::int64_t> slots_;  // of the jobs of this step
  struct DrawUsed {
    std::int64_t draw;
    std::vector<std::int64_t> slots;
  };
  std::vector<DrawUsed> draws_;  // the different draws of this step
  std::int64_t drawn_step_ = -1;
};

}  // namespace bayes

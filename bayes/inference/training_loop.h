#pragma once

#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <optional>

#include "bayes/core/state.h"
#include "bayes/inference/training.h"
#include "bayes/inference/training_step.h"
#include "bayes/inference/weight_average.h"
#include "bayes/layers/network.h"
#include "bayes/priors/prior.h"

namespace bayes {

/// Trains one network on the objective, in nats per datum:
///
///     mean cross entropy + temperature * warm-up * KL_total / N
///
/// where KL_total is the KL of the weights drawn (Blundell et al. 2015, equation 2) plus -log prior of the
/// weights that are points, and N the size of the training split. The cross entropy is the negative log
/// likelihood; with `label_smoothing` it is that of smoothed labels, and the objective no bound on the
/// evidence. Plain networks are thereby trained to their MAP, MC-dropout networks to Gal & Ghahramani's
/// objective, variational ones to the evidence lower bound, by one loop.
///
/// A batch is split into `shards`, each a job of the pool with a draw of its examples' own noise and the same
/// weights; gradients are added in the order of shards. What is drawn, and the order of the data, are
/// functions of (seed, member, step), so that a resumed run gives the same bits.
///
/// With `ema_decay` or `swa_start`, the average of the weights is what is validated, chosen from and kept;
/// training goes on from the weights themselves. Before the epoch `swa_start` there is no average: those
/// epochs are validated as they are, none of them is kept, and `patience` does not count them.
class TrainingLoop {
 public:
  /// `member` counts the networks of an ensemble, of `members`.
  TrainingLoop(std::shared_ptr<Network> network, std::shared_ptr<const Prior> prior, std::uint64_t seed,
               std::int64_t member = 0, std::int64_t members = 1);
  ~TrainingLoop();

  /// Trains from where `restore` left, or from the start, to the end, then puts the network of the epoch with
  /// the best validation NLL in place. False where the observer stopped it. Throws `Error`: kDiverged where
  /// loss or gradient is not finite (before the update), kUsage where the optimiser has weight decay and the
  /// prior is not flat, the data is empty, or weights are to be averaged of a network that keeps statistics
  /// of its batches.
  bool run(const Training& training);

  /// Everything a resumed run needs; valid inside the observer's calls and after a stop. Empty before `run`.
  State state() const;
  /// What `run` starts from.
  void restore(State state);

 private:
  struct Progress;
  void prepare(const Training& training);
  double step(const Training& training);
  struct Complexity;
  Complexity complexity(double free_nats) const;
  void end_epoch(const Training& training);
  void validate(const Training& training, EpochReport& report);
  double kl_factor(const Training& training) const;
  double current_learning_rate(const Training& training);

  std::shared_ptr<Network> network_;
  std::shared_ptr<const Prior> prior_;
  std::uint64_t seed_;
  std::int64_t member_;
  std::int64_t members_;
  NamedParameters parameters_;
  std::unique_ptr<Optimizer> optimizer_;
  std::unique_ptr<TrainingStep> step_;
  std::optional<WeightAverage> average_;
  TrainingStage stage_;
  State best_;
  State restored_;
  torch::Tensor order_;
  std::unique_ptr<Progress> progress_;
};

}  // namespace bayes

#pragma once

#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <optional>

#include "bayes/core/state.h"
#include "bayes/engine/training_step.h"
#include "bayes/layers/families/network.h"
#include "bayes/likelihoods/likelihood.h"
#include "bayes/priors/prior.h"
#include "bayes/training/training.h"
#include "bayes/training/weight_average.h"

namespace bayes {

/// Trains one network on the objective, in nats per datum:
///
///     mean loss + temperature * warm-up * KL_total / N
///
/// or, where `tempering` is that of the posterior (see `Tempering`),
///
///     mean loss + warm-up * (KL_total + (1 - temperature) * entropy) / N
///
/// where KL_total is the KL of the weights drawn (Blundell et al. 2015, equation 2) plus -log prior of the
/// weights that are points, of those behind dropout its mean over what the dropout makes of them
/// (`expected_log_density`), and N the size of the training split. The loss is the negative log likelihood,
/// or what the likelihood minimises in its place. Plain networks are thereby trained to their MAP, MC-dropout
/// networks to Gal & Ghahramani's objective, variational ones to the evidence lower bound, by one loop.
///
/// A batch is split into `shards`, each a job of the pool with a draw of its examples' own noise and the same
/// weights; gradients are added in the order of shards. What is drawn, and the order of the data, are
/// functions of (seed, step), so that a resumed run gives the same bits.
///
/// With `ema_decay` or `swa_start`, the average of the weights is what is validated, chosen from and kept;
/// training goes on from the weights themselves. Before the epoch `swa_start` there is no average: those
/// epochs are validated as they are, none of them is kept, and `patience` does not count them. The same holds
/// for epochs whose last step had less than the full factor on the KL, by a warm-up or a cycle: they
/// minimised something else, and neither do schedules see their figures.
class TrainingLoop {
 public:
  /// `member` counts the networks of an ensemble, of `members`: for reports, as each has a seed of its own.
  TrainingLoop(std::shared_ptr<Network> network, std::shared_ptr<const Prior> prior,
               std::shared_ptr<const Likelihood> likelihood, std::uint64_t seed, std::int64_t member = 0,
               std::int64_t members = 1);
  ~TrainingLoop();

  /// Trains from where `restore` left, or from the start, to the end, then puts the network of the epoch with
  /// the best validation NLL in place, or the last one where none could be the best. False where the observer
  /// stopped it. Throws `Error`: kDiverged where the loss, the KL or a gradient is not finite, or a parameter
  /// or what the optimiser keeps after an update, kUsage where the optimiser has weight decay and the
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
  void take_restored();
  double step(const Training& training);
  struct Complexity;
  Complexity complexity(const TrainingOptions& options) const;
  void end_epoch(const Training& training);
  void validate(const Training& training, EpochReport& report);
  double kl_share_now(const Training& training) const;
  double kl_factor(const Training& training) const;
  void report_last_kept(const Training& training) const;
  double current_learning_rate(const Training& training);

  std::shared_ptr<Network> network_;
  std::shared_ptr<const Prior> prior_;
  std::shared_ptr<const Likelihood> likelihood_;
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

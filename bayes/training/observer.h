#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bayes/core/weight_moments.h"

namespace bayes {

/// KL of one weight tensor in nats, or -log prior of points; not divided by N.
struct TensorKl {
  std::string name;  ///< "conv1.weight"
  double kl = 0.0;
};

/// The scales of one weight tensor that were learnt with it.
struct TensorScales {
  std::string name;  ///< "conv1.weight"
  std::vector<LearntScale> scales;
};

/// What was measured in one epoch.
struct EpochReport {
  std::int64_t member = 0;
  std::int64_t epoch = 0;   ///< 1 is the first
  double train_loss = 0.0;  ///< objective, nats per datum: mean loss + mean factor * kl, which
                            ///< free_nats counts in its way
  double train_nll = 0.0;   ///< nats per datum, of the targets as they are
  double kl = 0.0;          ///< KL + -log prior of points: nats, not divided by N, at the epoch's last step
  std::vector<TensorKl> kl_by_tensor;       ///< what `kl` is the sum of, in the order of the network
  std::vector<TensorScales> learnt_scales;  ///< of the tensors that have such, at the epoch's last step
  std::string figure;                       ///< what the likelihood shows: "accuracy"
  double train_figure = 0.0;                ///< of the training draws
  double validation_nll = 0.0;     ///< nats per datum, of the averaged weights where there are such; NaN
                                   ///< where there is no validation split
  double validation_figure = 0.0;  ///< NaN where there is no validation split
  double learning_rate = 0.0;      ///< at the end of the epoch
  double seconds = 0.0;            ///< of training and validation, since the epoch began or was resumed
  double examples_per_second = 0.0;
};

struct StepReport {
  std::int64_t member = 0;
  std::int64_t members = 1;
  std::int64_t step = 0;             ///< steps done by this member
  std::int64_t steps = 0;            ///< steps that this member does in all
  std::int64_t examples = 0;         ///< seen by this member
  std::int64_t examples_in_all = 0;  ///< that this member sees in all
  double nll = 0.0;                  ///< nats per datum, of this step's batch
};

/// Why the last epoch of a network was kept, where there is a validation split.
struct LastKept {
  std::int64_t member = 0;
  std::int64_t members = 1;
  std::string reason;  ///< "no epoch ended with the full factor on the KL (training.kl_warmup_epochs)"
};

/// Is told how training goes, and may stop it. One call at a time; those of an ensemble's members alternate.
class TrainingObserver {
 public:
  virtual ~TrainingObserver() = default;
  /// After each step; false stops the training here, in a state that can be saved and resumed.
  virtual bool on_step(const StepReport&) { return true; }
  /// Asked before each member of an ensemble but the first: true leaves it out.
  virtual bool wants_to_stop() const { return false; }
  /// After each epoch, in a state that can be saved and resumed.
  virtual void on_epoch(const EpochReport&) {}
  /// At the end of a training with validation, where no epoch could be the best and the last was kept.
  virtual void on_last_kept(const LastKept&) {}
};

}  // namespace bayes

#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "bayes/core/fields.h"

namespace bayes {

/// How far training is: all that a schedule sees. It is part of what a resumed run restores, so that a
/// schedule needs no state of its own.
struct TrainingStage {
  double progress = 0.0;  ///< share of all steps that is done, [0, 1)
  /// Of each epoch done, nats per datum; nothing where there is no validation split.
  std::optional<std::vector<double>> validation_nll = {};
};

/// Factor on the optimiser's learning rate: a pure function of the stage. Throws `Error` where it needs what
/// the stage does not have.
using Schedule = std::function<double(const TrainingStage& stage)>;

struct ConstantScheduleOptions {
  template <class Options, class Visitor>
  static void visit_fields(Options&, Visitor&&) {}
};

/// 1 throughout.
Schedule constant_schedule(const ConstantScheduleOptions& options);

struct CosineScheduleOptions {
  double final_factor = 0.0;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("final_factor", options.final_factor, between(0.0, 1.0), "Factor on the learning rate at the end.");
  }
};

/// Half a cosine from 1 to `final_factor`. Source: Loshchilov & Hutter 2017, equation 5, without restarts.
Schedule cosine_schedule(const CosineScheduleOptions& options);

struct ExponentialScheduleOptions {
  double final_factor = 0.01;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("final_factor", options.final_factor, positive(), "Factor on the learning rate at the end.");
  }
};

/// final_factor^progress: the same factor in every step.
Schedule exponential_schedule(const ExponentialScheduleOptions& options);

struct StepScheduleOptions {
  double factor = 0.1;
  std::int64_t drops = 2;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("factor", options.factor, between(0.0, 1.0), "Factor of every drop.");
    field("drops", options.drops, between(1, 1000), "Drops in all; they divide training into equal parts.");
  }
};

/// factor^k in the k-th of drops + 1 equal parts of training, counted from 0.
Schedule step_schedule(const StepScheduleOptions& options);

struct OneCycleScheduleOptions {
  double warmup_share = 0.3;
  double initial_factor = 0.04;
  double final_factor = 1e-4;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("warmup_share", options.warmup_share, share(), "Share of training in which the rate grows.");
    field("initial_factor", options.initial_factor, between(0.0, 1.0),
          "Factor on the learning rate at the start.");
    field("final_factor", options.final_factor, between(0.0, 1.0), "Factor on the learning rate at the end.");
  }
};

/// Half a cosine up from initial_factor to 1, then half a cosine down to final_factor.
/// Source: Smith & Topin 2019, with the cosines that LibTorch's Python sister has.
Schedule one_cycle_schedule(const OneCycleScheduleOptions& options);

struct WarmRestartsScheduleOptions {
  std::int64_t cycles = 3;
  double growth = 1.0;
  double final_factor = 0.0;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("cycles", options.cycles, between(1, 1000), "Cosines in all.");
    field("growth", options.growth, positive(), "Length of every cosine over that of the one before.");
    field("final_factor", options.final_factor, between(0.0, 1.0),
          "Factor on the learning rate at the end of each.");
  }
};

/// Half a cosine from 1 to final_factor, started anew `cycles` times. Source: Loshchilov & Hutter 2017,
/// section 3. Throws `Error` where growth^cycles is beyond what doubles hold.
Schedule warm_restarts_schedule(const WarmRestartsScheduleOptions& options);

struct PlateauScheduleOptions {
  double factor = 0.3;
  std::int64_t patience = 3;
  double threshold = 1e-3;
  double lowest_factor = 1e-3;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("factor", options.factor, between(0.0, 1.0), "Factor of every drop.");
    field("patience", options.patience, between(1, 100000),
          "Epochs without a better validation NLL before a drop; below training.patience where that is on.");
    field("threshold", options.threshold, share(),
          "Share of the best validation NLL by which the next has to be lower to count as better.");
    field("lowest_factor", options.lowest_factor, between(0.0, 1.0),
          "Factor on the learning rate below which it does not drop.");
  }
};

/// factor^k after k plateaus of the validation NLL. An epoch is better where its NLL is below the best so far
/// times 1 - threshold; after `patience` epochs in a row that are not, the rate drops and they are counted
/// anew, the best so far staying. Replayed from the figures of all epochs done (but those of a KL warm-up),
/// which a checkpoint holds. Asked without a validation split it throws `Error` (kUsage). Source: as
/// ReduceLROnPlateau of LibTorch's Python sister does with mode "min", threshold mode "rel", no cooldown, and
/// its patience one lower, as it drops after patience + 1 epochs.
Schedule plateau_schedule(const PlateauScheduleOptions& options);

}  // namespace bayes

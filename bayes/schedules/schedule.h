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

}  // namespace bayes

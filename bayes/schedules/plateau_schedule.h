#pragma once

#include "bayes/core/fields.h"
#include "bayes/schedules/schedule.h"

namespace bayes {

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

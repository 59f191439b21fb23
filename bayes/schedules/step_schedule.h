#pragma once

#include "bayes/core/fields.h"
#include "bayes/schedules/schedule.h"

namespace bayes {

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

}  // namespace bayes

#pragma once

#include "bayes/core/fields.h"
#include "bayes/schedules/schedule.h"

namespace bayes {

struct ExponentialScheduleOptions {
  double final_factor = 0.01;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("final_factor", options.final_factor, positive(), "Factor on the learning rate at the end.");
  }
};

/// final_factor^progress: the same factor in every step.
Schedule exponential_schedule(const ExponentialScheduleOptions& options);

}  // namespace bayes

#pragma once

#include "bayes/core/fields.h"
#include "bayes/schedules/schedule.h"

namespace bayes {

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

}  // namespace bayes

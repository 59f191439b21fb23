#pragma once

#include "bayes/core/fields.h"
#include "bayes/schedules/schedule.h"

namespace bayes {

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

}  // namespace bayes

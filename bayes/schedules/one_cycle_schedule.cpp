#include "bayes/schedules/one_cycle_schedule.h"

#include <cmath>

namespace bayes {

Schedule one_cycle_schedule(const OneCycleScheduleOptions& options) {
  return [options](const TrainingStage& stage) {
    const double progress = stage.progress;
    const auto between = [](double from, double to, double share) {
      return to + (from - to) * 0.5 * (1.0 + std::cos(M_PI * share));
    };
    if (progress < options.warmup_share) {
      return between(options.initial_factor, 1.0, progress / options.warmup_share);
    }
    return between(1.0, options.final_factor,
                   (progress - options.warmup_share) / (1.0 - options.warmup_share));
  };
}

}  // namespace bayes

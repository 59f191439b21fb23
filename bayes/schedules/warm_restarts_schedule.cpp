#include "bayes/schedules/warm_restarts_schedule.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "bayes/core/error.h"

namespace bayes {

Schedule warm_restarts_schedule(const WarmRestartsScheduleOptions& options) {
  double parts = 0.0;  // lengths of all cosines, in those of the first
  for (std::int64_t i = 0; i < options.cycles; ++i) parts += std::pow(options.growth, i);
  if (!std::isfinite(parts) || !(std::pow(options.growth, options.cycles - 1) / parts > 0.0)) {
    throw Error("the last of " + std::to_string(options.cycles) + " cosines has no length beside the first",
                "training.schedule.growth", "choose fewer cycles, or a growth nearer to 1");
  }
  return [options, parts](const TrainingStage& stage) {
    double left = stage.progress * parts, length = 1.0;
    for (std::int64_t i = 1; i < options.cycles && left >= length; ++i) {
      left -= length;
      length *= options.growth;
    }
    const double share = std::min(left / length, 1.0);
    return options.final_factor + (1.0 - options.final_factor) * 0.5 * (1.0 + std::cos(M_PI * share));
  };
}

}  // namespace bayes

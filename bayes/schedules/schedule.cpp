#include "bayes/schedules/schedule.h"

#include <cmath>

namespace bayes {

Schedule constant_schedule(const ConstantScheduleOptions&) {
  return [](const TrainingStage&) { return 1.0; };
}

Schedule cosine_schedule(const CosineScheduleOptions& options) {
  return [last = options.final_factor](const TrainingStage& stage) {
    return last + (1.0 - last) * 0.5 * (1.0 + std::cos(M_PI * stage.progress));
  };
}

}  // namespace bayes

#include "bayes/schedules/exponential_schedule.h"

#include <cmath>

namespace bayes {

Schedule exponential_schedule(const ExponentialScheduleOptions& options) {
  return [last = options.final_factor](const TrainingStage& stage) { return std::pow(last, stage.progress); };
}

}  // namespace bayes

#include "bayes/schedules/step_schedule.h"

#include <algorithm>
#include <cmath>

namespace bayes {

Schedule step_schedule(const StepScheduleOptions& options) {
  return [options](const TrainingStage& stage) {
    const double part = std::floor(stage.progress * static_cast<double>(options.drops + 1));
    return std::pow(options.factor, std::min(part, static_cast<double>(options.drops)));
  };
}

}  // namespace bayes

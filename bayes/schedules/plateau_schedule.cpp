#include "bayes/schedules/plateau_schedule.h"

#include <algorithm>
#include <limits>

#include "bayes/core/error.h"

namespace bayes {

Schedule plateau_schedule(const PlateauScheduleOptions& options) {
  return [options](const TrainingStage& stage) {
    if (!stage.validation_nll) {
      throw Error("the schedule follows the validation NLL, and there are no validation images",
                  "training.schedule.name",
                  "set data.validation to 1,000 or more, or choose a schedule that goes by time");
    }
    double factor = 1.0, best = std::numeric_limits<double>::infinity();
    std::int64_t epochs_since_best = 0;
    for (const double nll : *stage.validation_nll) {
      epochs_since_best += 1;
      if (nll < best * (1.0 - options.threshold)) {
        best = nll;
        epochs_since_best = 0;
      }
      if (epochs_since_best < options.patience) continue;
      factor = std::max(factor * options.factor, options.lowest_factor);
      epochs_since_best = 0;
    }
    return factor;
  };
}

}  // namespace bayes

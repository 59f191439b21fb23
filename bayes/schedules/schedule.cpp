#include "bayes/schedules/schedule.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "bayes/core/error.h"

namespace bayes {
namespace {

/// Half a cosine from `from` to `to` as `share` goes from 0 to 1.
double half_cosine(double from, double to, double share) {
  return to + (from - to) * 0.5 * (1.0 + std::cos(M_PI * share));
}

}  // namespace

Schedule constant_schedule(const ConstantScheduleOptions&) {
  return [](const TrainingStage&) { return 1.0; };
}

Schedule cosine_schedule(const CosineScheduleOptions& options) {
  return [last = options.final_factor](const TrainingStage& stage) {
    return half_cosine(1.0, last, stage.progress);
  };
}

Schedule exponential_schedule(const ExponentialScheduleOptions& options) {
  return [last = options.final_factor](const TrainingStage& stage) { return std::pow(last, stage.progress); };
}

Schedule step_schedule(const StepScheduleOptions& options) {
  return [options](const TrainingStage& stage) {
    const double part = std::floor(stage.progress * static_cast<double>(options.drops + 1));
    return std::pow(options.factor, std::min(part, static_cast<double>(options.drops)));
  };
}

Schedule one_cycle_schedule(const OneCycleScheduleOptions& options) {
  return [options](const TrainingStage& stage) {
    const double warmup = options.warmup_share, progress = stage.progress;
    if (progress < warmup) return half_cosine(options.initial_factor, 1.0, progress / warmup);
    return half_cosine(1.0, options.final_factor, (progress - warmup) / (1.0 - warmup));
  };
}

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
    return half_cosine(1.0, options.final_factor, std::min(left / length, 1.0));
  };
}

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

#include "bayes/inference/exponential_schedule.h"

#include <cmath>

namespace bayes {

Schedule exponential_schedule(const ExponentialScheduleOptions& options) {
  return [last = options.final_factor](double progress) { return std::pow(last, progress); };
}

}  // namespace bayes

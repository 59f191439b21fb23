#pragma once

#include <vector>

#include "bayes/optimizers/optimizer.h"
#include "bayes/schedules/schedule.h"
#include "experiments/catalog/entry.h"

namespace bnn {

using MakeOptimizer = bayes::OptimizerFactory();
using MakeSchedule = bayes::Schedule();

/// The optimisers that `training.optimizer.name` can name.
const std::vector<Entry<MakeOptimizer>>& optimizers();
/// The learning-rate schedules that `training.schedule.name` can name.
const std::vector<Entry<MakeSchedule>>& schedules();

}  // namespace bnn

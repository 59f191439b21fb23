#pragma once

#include "bayes/data/examples.h"
#include "bayes/optimizers/optimizer.h"
#include "bayes/runtime/thread_pool.h"
#include "bayes/schedules/schedule.h"
#include "bayes/training/observer.h"
#include "bayes/training/options.h"

namespace bayes {

/// All that a method needs to fit.
struct Training {
  Examples train;
  /// May be empty: then the last epoch is kept instead of the best.
  Examples validation;
  TrainingOptions options;
  OptimizerFactory optimizer;
  Schedule schedule;
  ThreadPool& pool;
  TrainingObserver& observer;
};

}  // namespace bayes

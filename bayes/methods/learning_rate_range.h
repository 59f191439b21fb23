#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "bayes/core/fields.h"
#include "bayes/methods/inference_method.h"
#include "bayes/training/training.h"

namespace bayes {

struct LearningRateRangeOptions {
  double lowest = 1e-7;
  double highest = 10.0;
  std::int64_t steps = 300;
  double smoothing = 0.9;
  double divergence = 4.0;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("lowest", options.lowest, positive_single(), "Learning rate of the first step.");
    field("highest", options.highest, positive_single(), "Learning rate of the last step.");
    field("steps", options.steps, between(20, 1000000), "Steps from the lowest to the highest.");
    field("smoothing", options.smoothing, share(), "Memory of the smoothed loss.");
    field("divergence", options.divergence, at_least(1.0),
          "Ends where the smoothed loss is so many times the best.");
  }
};

/// One step of a range test.
struct LearningRatePoint {
  double learning_rate = 0.0;
  double loss = 0.0;      ///< nats per datum: NLL of the step's batch, before its update
  double smoothed = 0.0;  ///< exponential mean of the losses so far, its bias corrected
};

struct LearningRateRange {
  std::vector<LearningRatePoint> points;
  bool diverged = false;  ///< it ended before the highest rate
  /// Where the loss falls fastest per factor of the rate; nothing where it never falls.
  std::optional<double> steepest;
  /// A tenth of the rate with the lowest smoothed loss.
  std::optional<double> tenth_of_lowest;
};

/// The learning rate range test: trains while the rate grows by the same factor in every step, until the loss
/// diverges, by `training.optimizer` with all its other options. What else changes over training is left
/// out: schedule, warm-ups, validation, averages of weights. The method is of no use afterwards.
/// Ends early where `training.observer` stops it. Throws `Error` (kUsage) where lowest is not below highest.
/// Source: Smith 2017, section 3.3.
LearningRateRange learning_rate_range(InferenceMethod& method, const Training& training,
                                      const LearningRateRangeOptions& options);

/// Fills in what losses at growing rates say: smoothed, steepest, tenth_of_lowest.
///
/// The steepest is the middle of the tenth of all points, up to the lowest, over which the least-squares line
/// through losses against log rate falls most: no lag as the smoothed loss has, and little noise.
void judge_learning_rates(const LearningRateRangeOptions& options, LearningRateRange& range);

}  // namespace bayes

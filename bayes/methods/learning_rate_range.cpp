#include "bayes/methods/learning_rate_range.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "bayes/core/error.h"

namespace bayes {
namespace {

double rate_of_step(const LearningRateRangeOptions& options, std::int64_t step) {
  const double share = static_cast<double>(step) / static_cast<double>(options.steps - 1);
  return options.lowest * std::pow(options.highest / options.lowest, share);
}

// The exponential mean of losses, with Adam's correction of its bias.
class SmoothedLoss {
 public:
  explicit SmoothedLoss(double memory) : memory_(memory) {}
  double add(double loss) {
    sum_ = memory_ * sum_ + (1.0 - memory_) * loss;
    power_ *= memory_;
    return sum_ / (1.0 - power_);
  }

 private:
  double memory_;
  double sum_ = 0.0;
  double power_ = 1.0;
};

// Keeps the losses, and stops where they diverge.
class LossRecorder : public TrainingObserver {
 public:
  LossRecorder(const LearningRateRangeOptions& options, TrainingObserver& outer)
      : options_(options), outer_(outer), smoothed_(options.smoothing) {}

  bool on_step(const StepReport& report) override {
    const double smoothed = smoothed_.add(report.nll);
    lowest_ = std::min(lowest_, smoothed);
    range.points.push_back({rate_of_step(options_, report.step - 1), report.nll, smoothed});
    range.diverged = smoothed > options_.divergence * lowest_;
    return outer_.on_step(report) && !range.diverged && report.step < options_.steps;
  }
  bool wants_to_stop() const override { return true; }  // the first member of an ensemble speaks for all

  LearningRateRange range;

 private:
  const LearningRateRangeOptions& options_;
  TrainingObserver& outer_;
  SmoothedLoss smoothed_;
  double lowest_ = std::numeric_limits<double>::infinity();
};

// Slope of the least-squares line through the losses of points [first, first + count) against their number,
// which is the log of their rate.
double slope(const std::vector<LearningRatePoint>& points, std::size_t first, std::size_t count) {
  const double middle = (static_cast<double>(count) - 1.0) / 2.0;
  double products = 0.0, squares = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    const double from_middle = static_cast<double>(i) - middle;
    products += from_middle * points[first + i].loss;
    squares += from_middle * from_middle;
  }
  return products / squares;
}

}  // namespace

void judge_learning_rates(const LearningRateRangeOptions& options, LearningRateRange& range) {
  auto& points = range.points;
  range.steepest = range.tenth_of_lowest = std::nullopt;
  if (points.empty()) return;
  SmoothedLoss smoothed(options.smoothing);
  for (auto& point : points) point.smoothed = smoothed.add(point.loss);
  const auto lowest = std::min_element(points.begin(), points.end(),
                                       [](const auto& a, const auto& b) { return a.smoothed < b.smoothed; });
  const auto end = static_cast<std::size_t>(lowest - points.begin()) + 1;
  const auto width = std::max<std::size_t>(static_cast<std::size_t>(options.steps) / 10, 3);
  double steepest = 0.0;
  for (std::size_t first = 0; first + width <= end; ++first) {
    const double falls = slope(points, first, width);
    if (falls >= steepest) continue;
    steepest = falls;
    range.steepest = points[first + width / 2].learning_rate;
  }
  if (range.steepest) range.tenth_of_lowest = lowest->learning_rate / 10.0;
}

LearningRateRange learning_rate_range(InferenceMethod& method, const Training& training,
                                      const LearningRateRangeOptions& options) {
  if (options.lowest >= options.highest) {
    throw Error("the lowest learning rate is not below the highest", "learning rate range",
                "give a lowest rate that is smaller");
  }
  LossRecorder recorder(options, training.observer);
  Training mine{training.train, {},      training.options, training.optimizer, training.schedule,
                training.pool,  recorder};
  const std::int64_t batch = training.options.batch_size;
  const std::int64_t per_epoch = std::max<std::int64_t>((training.train.size() + batch - 1) / batch, 1);
  mine.options.epochs = (options.steps + per_epoch - 1) / per_epoch;
  mine.options.warmup_epochs = mine.options.kl_warmup_epochs = 0.0;
  mine.options.patience = mine.options.swa_start = 0;
  mine.options.ema_decay = 0.0;
  const double steps = static_cast<double>(mine.options.epochs * per_epoch);
  const double configured = training.optimizer({})->learning_rate();
  mine.schedule = [options, steps, configured](const TrainingStage& stage) {
    return rate_of_step(options, std::llround(stage.progress * steps)) / configured;
  };
  try {
    method.fit(mine);
  } catch (const Error& error) {
    if (error.fault != Fault::kDiverged) throw;
    recorder.range.diverged = true;
  }
  judge_learning_rates(options, recorder.range);
  return std::move(recorder.range);
}

}  // namespace bayes

#include "experiments/run/time_ahead.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "bayes/core/error.h"
#include "bayes/metrics/resampling/bootstrap.h"
#include "bayes/prediction/sample_predictive.h"
#include "bayes/runtime/thread_pool.h"
#include "experiments/catalog/metrics.h"

namespace bnn {
namespace {

// Predictions at a time of which it is enough to time one: it has warmed up what it uses.
constexpr double kLongEnough = 0.1;
constexpr std::int64_t kFewDraws = 4;
constexpr std::int64_t kFewResamples = 2, kMoreResamples = 10;
// What else an evaluation does: pruning predicts all images again at so many shares, and Monte Carlo errors
// take the metrics of so many halves of the draws.
constexpr double kPruned = 8, kHalves = 14;

template <class Work>
double seconds_of(const Work& work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

/// How long one thread predicts an image. Draws share what lies before the first random layer.
struct PredictionTime {
  double first_draw = 0.0;
  double next_draw = 0.0;

  double seconds(std::int64_t draws, std::int64_t images) const {
    return static_cast<double>(images) * (first_draw + static_cast<double>(draws - 1) * next_draw);
  }
};

/// Some test images under one draw after the other, on this thread.
class SomePredictions {
 public:
  SomePredictions(const bayes::InferenceMethod& method, const Splits& splits, std::int64_t seed)
      : method_(method),
        count_(std::min(splits.test.size(), bayes::kPredictionChunk)),
        images_{splits.test.inputs.narrow(0, 0, count_), splits.test.keys.narrow(0, 0, count_)},
        key_{static_cast<std::uint64_t>(seed), bayes::Stream::kPrediction, 0, 0} {}

  bayes::CategoricalPredictive predict(std::int64_t draws) const {
    bayes::ThreadPool this_thread(1);
    return bayes::sample_predictive(
        [this](const torch::Tensor& some, const bayes::Draw::Key& of_draw, const torch::Tensor& examples) {
          return method_.sample_logits(some, of_draw, examples);
        },
        images_, draws, key_, this_thread);
  }

  PredictionTime time(std::int64_t draws) const {
    const auto seconds = [this](std::int64_t some) { return seconds_of([&] { predict(some); }); };
    double first = seconds(1), next = first;
    if (first < kLongEnough) {
      next = first = std::min(first, seconds(1));
      const auto few = std::min(draws, kFewDraws);
      if (few > 1) next = std::max(0.0, seconds(few) - first) / static_cast<double>(few - 1);
    }
    const auto images = static_cast<double>(count_);
    return {first / images, next / images};
  }

 private:
  const bayes::InferenceMethod& method_;
  std::int64_t count_;
  bayes::KeyedImages images_;
  bayes::Draw::Key key_;
};

// As many images as there are to test on, of which some are predicted and stand for the others.
bayes::CategoricalPredictive as_many(const bayes::CategoricalPredictive& some, std::int64_t images) {
  const std::int64_t times = (images + some.examples() - 1) / some.examples();
  return bayes::CategoricalPredictive(some.log_probabilities().repeat({1, times, 1}).narrow(1, 0, images));
}

// The metrics of all test images, of one thread.
struct MetricTime {
  double once = 0.0;
  double resample = 0.0;
};

MetricTime time_of_metrics(const bayes::CategoricalPredictive& predictive, const torch::Tensor& labels) {
  const double once = seconds_of([&] { bayes::metric_values(metrics(), predictive, labels); });
  // What is done once, however many resamples there are, cancels.
  const auto resampled = [&](std::int64_t resamples) {
    return seconds_of([&] { bayes::bootstrap_intervals(metrics(), predictive, labels, resamples, 0); });
  };
  const double few = resampled(kFewResamples), more = resampled(kMoreResamples);
  return {once, std::max(0.0, more - few) / static_cast<double>(kMoreResamples - kFewResamples)};
}

TimeAhead measured(const bayes::InferenceMethod& method, const Splits& splits, const ExperimentConfig& config,
                   std::int64_t threads) {
  const auto& options = config.training.options;
  const auto& evaluation = config.evaluation;
  const auto draws = method.draws(evaluation.samples);
  const std::int64_t test = splits.test.size(), validation = splits.validation.size();
  const SomePredictions some(method, splits, config.seed);
  const auto prediction = some.time(draws);
  const auto metric = time_of_metrics(as_many(some.predict(1), test), splits.test.targets);

  // Of test, of test after each calibration, and of validation.
  const double measured_splits = 1.0 + static_cast<double>(evaluation.calibration.size()) +
                                 static_cast<double>(validation) / static_cast<double>(test);
  // Metrics of 1, 2, 4, … draws: S + S / 2 + S / 4 + … subsets.
  const double subsets = draws > 1 ? 2.0 * static_cast<double>(draws) : 0.0;
  const double halves = draws > 1 ? kHalves : 0.0;
  const double single_thread =
      prediction.seconds(draws, test + validation) +
      kPruned * prediction.seconds(method.draws(1), test + validation) +
      metric.once * (subsets + halves * measured_splits) +
      metric.resample * static_cast<double>(evaluation.bootstrap_resamples) * measured_splits;
  const double validated = static_cast<double>(options.epochs) *
                           prediction.seconds(method.draws(options.validation_draws), validation);
  const auto side_by_side = static_cast<double>(threads);
  return {validated / side_by_side, single_thread / side_by_side, options.patience > 0};
}

}  // namespace

TimeAhead time_ahead(bayes::InferenceMethod& method, const Splits& splits, const ExperimentConfig& config,
                     std::int64_t threads) {
  if (splits.test.numbers.defined()) return {};  // of tables, which take seconds
  try {
    method.load(method.save());  // evaluation mode: statistics of batches are not to change
    return measured(method, splits, config, threads);
  } catch (const bayes::Error& error) {
    if (error.fault != bayes::Fault::kDiverged) throw;
    return {};
  }
}

std::string as_duration(double seconds) {
  constexpr std::pair<std::int64_t, const char*> kUnits[] = {
      {86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}};
  std::int64_t left = std::llround(std::clamp(seconds, 1.0, 1e10));
  // To the second up to a minute, to 10 up to ten minutes, to the minute up to an hour, to 10 up to a day.
  const std::int64_t step = left < 60 ? 1 : left < 600 ? 10 : left < 3600 ? 60 : left < 86400 ? 600 : 3600;
  left = (left + step / 2) / step * step;
  std::string text;
  for (const auto& [unit, name] : kUnits) {
    if (left >= unit) text += fmt::format("{}{} {}", text.empty() ? "" : " ", left / unit, name);
    left %= unit;
  }
  return text;
}

}  // namespace bnn

#include <cmath>
#include <cstdint>
#include <random>

#include "tests/support/sample_record.h"

namespace support {
namespace {

using report::NumberPredictions;
using report::Unit;

constexpr std::int64_t kDraws = 8;
constexpr std::int64_t kExamples = 300;
constexpr double kNoise = 2.5;

/// Distributions of the standard library differ between implementations; this one does not.
class Random {
 public:
  double uniform() { return (static_cast<double>(engine_() >> 11) + 0.5) / 9007199254740992.0; }
  double normal() { return std::sqrt(-2.0 * std::log(uniform())) * std::cos(6.283185307179586 * uniform()); }

 private:
  std::mt19937_64 engine_{77};
};

NumberPredictions sample_numbers(Random& random) {
  NumberPredictions numbers;
  numbers.draws = kDraws;
  numbers.examples = kExamples;
  numbers.target_names = {"medv"};
  numbers.samples.resize(static_cast<std::size_t>(kDraws * kExamples));
  for (std::int64_t example = 0; example < kExamples; ++example) {
    const double truth = 22.0 + 8.0 * random.normal(), doubt = 0.3 + random.uniform();
    double mean = 0.0, squares = 0.0;
    for (std::int64_t draw = 0; draw < kDraws; ++draw) {
      const auto value = static_cast<float>(truth + doubt * random.normal());
      numbers.samples[static_cast<std::size_t>(draw * kExamples + example)] = value;
      mean += static_cast<double>(value) / kDraws;
      squares += static_cast<double>(value) * value / kDraws;
    }
    const double epistemic = std::sqrt(std::max(squares - mean * mean, 0.0)),
                 sd = std::hypot(kNoise, epistemic);
    numbers.indices.push_back(3 * example + 1);
    numbers.targets.push_back(truth + kNoise * random.normal());
    numbers.mean.push_back(mean);
    numbers.sd.push_back(sd);
    numbers.aleatoric_sd.push_back(kNoise);
    numbers.epistemic_sd.push_back(epistemic);
    numbers.low.push_back(mean - 1.96 * sd);
    numbers.high.push_back(mean + 1.96 * sd);
  }
  return numbers;
}

std::vector<report::Measurement> sample_found(const NumberPredictions& numbers) {
  report::MeasuredTable scale{
      "Target",
      {{"mean_sd", "Mean standard deviation", Unit::kTarget}, {"share", "Within one of them", Unit::kShare}},
      {}};
  scale.rows = {{"medv", {2.75, 0.671}}, {"all", {2.75, std::nan("")}}};
  report::MeasuredCurve coverage{{"level", "Level of the interval", Unit::kShare},
                                 {"coverage", "Targets inside", Unit::kShare},
                                 {{"central", {}, {}}, {"lower", {}, {}}},
                                 report::ReferenceLine::kDiagonal};
  for (int tenth = 1; tenth < 10; ++tenth) {
    const double level = 0.1 * tenth, inside = level - 0.2 * level * (1.0 - level);
    coverage.series[0].x.push_back(level);
    coverage.series[0].y.push_back(inside);
    coverage.series[0].low.push_back(inside - 0.04);
    coverage.series[0].high.push_back(inside + 0.04);
    coverage.series[1].x.push_back(level);
    coverage.series[1].y.push_back(level);
  }
  const report::MeasuredBars pit{{"pit", "Probability below the target", Unit::kShare},
                                 {"count", "Examples"},
                                 {0.0, 0.25, 0.5, 0.75, 1.0},
                                 {84, 70, 71, 75},
                                 75.0};
  const report::MeasuredPoints fit{{"mean", "Predicted", Unit::kTarget},
                                   {"target", "Target", Unit::kTarget},
                                   {"", numbers.mean, numbers.targets, numbers.low, numbers.high},
                                   report::ReferenceLine::kDiagonal};
  return {
      {"scale", "How wide the predictions are", "Two thirds of the targets should lie within one.", scale},
      {"coverage", "Coverage", "On the dashed line, intervals hold what they promise.", coverage},
      {"pit", "Where targets fall", "Level bars are what a calibrated prediction gives.", pit},
      {"fit", "Prediction and target", "The closer to the dashed line, the better.", fit}};
}

}  // namespace

report::RunRecord sample_regression() {
  Random random;
  const report::RunRecord classes = sample_run();
  report::RunRecord run;
  run.name = "boston_mlp_bayes_by_backprop";
  run.method = "bayes_by_backprop";
  run.method_title = "Bayes by Backprop";
  run.model = "mlp";
  run.dataset = "boston";
  run.config_yaml = "name: boston_mlp_bayes_by_backprop\nseed: 0\n";
  run.environment = classes.environment;
  run.weights = classes.weights;
  run.layers = classes.layers;
  run.weights_count = classes.weights_count;
  run.history = classes.history;
  for (report::EpochRecord& epoch : run.history) {
    epoch.figure = "rmse";
    epoch.train_figure = 2.4 + 6.0 * (1.0 - epoch.train_figure);
    epoch.validation_figure = 2.6 + 6.0 * (1.0 - epoch.validation_figure);
  }
  run.numbers = sample_numbers(random);
  report::SplitRecord test{"test", kExamples, {}};
  test.metrics = {{{"rmse", "Root mean square error", report::Better::kLower, Unit::kTarget, "RMSE"},
                   {2.6134, 2.4171, 2.8252, 0.0213}},
                  {{"nll", "Negative log likelihood", report::Better::kLower, Unit::kNats, "NLL"},
                   {2.3851, 2.3102, 2.4633, 0.0061}}};
  test.metrics.front().reading = "Predictions are off by this much, in the unit of the target.";
  test.found = sample_found(run.numbers);
  run.splits = {test};
  for (std::int64_t draws = 1; draws <= kDraws; draws *= 2) {
    report::DrawsPoint point{draws, kDraws / draws, {}};
    for (const report::MetricRow& row : test.metrics) {
      const double ratio = static_cast<double>(kDraws) / static_cast<double>(draws);
      point.metrics.push_back(
          {row.key, row.estimate.value, row.estimate.monte_carlo_error * std::sqrt(ratio)});
    }
    run.draws.push_back(point);
  }
  run.training_seconds = 12.5;
  run.seconds_per_10000_predictions = 0.4;
  return run;
}

}  // namespace support

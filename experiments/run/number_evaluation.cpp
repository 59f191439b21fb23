#include "experiments/run/number_evaluation.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "bayes/metrics/regression/pit_values.h"
#include "bayes/metrics/regression/quantile_calibration.h"
#include "bayes/metrics/regression/sparsification.h"
#include "bayes/predictive/mixture_predictive.h"
#include "experiments/catalog/metrics.h"
#include "experiments/process/interruption.h"
#include "experiments/run/metric_rows.h"
#include "experiments/run/problem.h"
#include "experiments/run/weight_report.h"

namespace bnn {
namespace {

using bayes::MixturePredictive;
using report::Measurement;
using report::Quantity;
using report::Unit;

constexpr std::int64_t kPointsShown = 1000;  // of a scatter plot

std::vector<double> numbers_of(const torch::Tensor& tensor) {
  const auto plain = tensor.to(torch::kFloat64).contiguous();
  return {plain.data_ptr<double>(), plain.data_ptr<double>() + plain.numel()};
}

MixturePredictive predict(const bayes::InferenceMethod& method, const EvaluationSet& set,
                          const Splits& splits, const ExperimentConfig& config, const WatchedPool& pool) {
  const auto& standardisation = splits.standardisation;
  const auto likelihood = likelihood_of(config, {set.numbers.size(1), standardisation.target_sd});
  const std::uint32_t place = set.role == report::Role::kValidation ? 1 : 0;
  const auto predictive = pool.predict(
      set.name, *likelihood,
      [&](const torch::Tensor& some, const bayes::Draw::Key& of_draw, const torch::Tensor& examples) {
        return method.sample_logits(some, of_draw, examples);
      },
      {set.inputs, set.keys}, method.draws(config.evaluation.samples),
      {static_cast<std::uint64_t>(config.seed), bayes::Stream::kPrediction, place, 0});
  return bayes::as<MixturePredictive>(*predictive)
      .in_unit(standardisation.target_mean, standardisation.target_sd);
}

// One column of [N, D], of `index`.
std::vector<double> column(const torch::Tensor& values, std::int64_t target, const torch::Tensor& index) {
  return numbers_of(values.select(1, target).index_select(0, index));
}

std::string named(const std::string& title, const std::vector<std::string>& names, std::int64_t target) {
  return names.size() < 2 ? title : title + ": " + names[static_cast<std::size_t>(target)];
}
std::string keyed(const std::string& key, const std::vector<std::string>& names, std::int64_t target) {
  return names.size() < 2 ? key : key + "_" + names[static_cast<std::size_t>(target)];
}

// What is shown of one target.
void add_found(const MixturePredictive& predictive, const torch::Tensor& targets,
               const std::vector<std::string>& names, std::int64_t target, report::SplitRecord& split) {
  const auto& name = names[static_cast<std::size_t>(target)];
  const auto examples = predictive.examples();
  const std::int64_t step = (examples + kPointsShown - 1) / kPointsShown;
  const auto shown = torch::arange(0, examples, step, torch::kInt64);
  const auto mean = predictive.mean();
  const auto low = predictive.quantile(0.025), high = predictive.quantile(0.975);
  split.found.push_back(
      {keyed("observed_predicted", names, target), named("Predicted against observed", names, target),
       "Bars are 95 % intervals: about 19 of 20 should touch the dashed line, on which predictions are "
       "right.",
       report::MeasuredPoints{{"observed", "Observed " + name, Unit::kTarget},
                              {"predicted", "Predicted " + name, Unit::kTarget},
                              {"", column(targets, target, shown), column(mean, target, shown),
                               column(low, target, shown), column(high, target, shown)},
                              report::ReferenceLine::kDiagonal}});
  split.found.push_back(
      {keyed("residuals", names, target), named("What is left over", names, target),
       "Observed less predicted. A slope or a bend is something that the network could still learn; a funnel "
       "is noise that depends on the input.",
       report::MeasuredPoints{{"predicted", "Predicted " + name, Unit::kTarget},
                              {"residual", "Observed − predicted", Unit::kTarget},
                              {"", column(mean, target, shown), column(targets - mean, target, shown)},
                              report::ReferenceLine::kZero}});
  const auto pit = predictive.cdf(targets).select(1, target);
  const auto curve = bayes::calibration_curve(pit);
  split.found.push_back(
      {keyed("calibration", names, target), named("Do its intervals hold what they promise?", names, target),
       "Share of targets inside central intervals, against the share that the intervals promise. Below the "
       "dashed line the network is too sure of itself, above it too modest; the band is the 95 % interval of "
       "what was observed.",
       report::MeasuredCurve{{"nominal", "Promised share", Unit::kShare},
                             {"observed", "Observed share", Unit::kShare},
                             {{"", curve.nominal, curve.observed, curve.low, curve.high}},
                             report::ReferenceLine::kDiagonal}});
  const auto histogram = bayes::pit_histogram(pit);
  std::vector<std::int64_t> counts;
  for (const double share : histogram.shares) {
    counts.push_back(std::llround(share * static_cast<double>(examples)));
  }
  split.found.push_back(
      {keyed("pit", names, target), named("Where targets fall in their predictions", names, target),
       "The share of each prediction below its target. Level where the predictions are calibrated; high at "
       "both ends where they are too narrow, in the middle where they are too wide.",
       report::MeasuredBars{{"pit", "Share of the prediction below the target", Unit::kShare},
                            {"examples", "Examples"},
                            histogram.edges,
                            counts,
                            static_cast<double>(examples) / static_cast<double>(counts.size())}});
}

report::SplitRecord measure(const EvaluationSet& set, const MixturePredictive& predictive,
                            const std::vector<std::string>& names, const ExperimentConfig& config,
                            const WatchedPool& pool) {
  report::SplitRecord split;
  split.name = set.name;
  split.role = set.role;
  split.examples = predictive.examples();
  split.metrics =
      metric_rows(set.name, bayes::measured(number_metrics(names), predictive, set.numbers), config, pool);
  for (std::int64_t target = 0; target < predictive.targets(); ++target) {
    add_found(predictive, set.numbers, names, target, split);
  }
  const auto curve = bayes::sparsification_curve(predictive, set.numbers);
  split.found.push_back(
      {"sparsification", "Does it know where it errs?",
       "The error that is left where the most uncertain examples are taken out: the closer to that of the "
       "oracle, which knows the errors, the better the uncertainty ranks them.",
       report::MeasuredCurve{{"removed", "Share taken out", Unit::kShare},
                             {"error", "Mean absolute error of the rest", Unit::kTarget},
                             {{"by total uncertainty", curve.removed, curve.by_total},
                              {"by epistemic uncertainty", curve.removed, curve.by_epistemic},
                              {"oracle", curve.removed, curve.oracle},
                              {"by chance", curve.removed, curve.random}}}});
  add_readings(split);
  return split;
}

report::NumberPredictions predictions_of(const MixturePredictive& predictive, const EvaluationSet& set,
                                         const std::vector<std::string>& names) {
  report::NumberPredictions numbers;
  numbers.draws = predictive.draws();
  numbers.examples = predictive.examples();
  numbers.target_names = names;
  for (std::int64_t i = 0; i < predictive.examples(); ++i) {
    numbers.indices.push_back(set.places.defined() ? set.places[i].item<std::int64_t>() : i);
  }
  numbers.targets = numbers_of(set.numbers);
  numbers.mean = numbers_of(predictive.mean());
  numbers.sd = numbers_of(predictive.variance().sqrt());
  numbers.aleatoric_sd = numbers_of(predictive.aleatoric_variance().sqrt());
  numbers.epistemic_sd = numbers_of(predictive.epistemic_variance().sqrt());
  const auto samples = predictive.location().to(torch::kFloat32).contiguous();
  numbers.samples.assign(samples.data_ptr<float>(), samples.data_ptr<float>() + samples.numel());
  numbers.low = numbers_of(predictive.quantile(0.025));
  numbers.high = numbers_of(predictive.quantile(0.975));
  return numbers;
}

}  // namespace

void evaluate_numbers(const bayes::InferenceMethod& method, const Splits& splits,
                      const ExperimentConfig& config, const WatchedPool& pool, report::RunRecord& record) {
  using Clock = std::chrono::steady_clock;
  const auto began = Clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(Clock::now() - began).count(); };
  const auto& names = splits.target_names;
  const auto test = predict(method, splits.test, splits, config, pool);
  record.seconds_per_10000_predictions = seconds() * 1e4 / static_cast<double>(splits.test.size());
  stop_if_interrupted();
  record.splits.push_back(measure(splits.test, test, names, config, pool));
  record.draws = draws_points(bayes::measured(number_metrics(names), test, splits.test.numbers),
                              record.splits.back().metrics, pool);
  record.numbers = predictions_of(test, splits.test, names);
  stop_if_interrupted();
  if (splits.validation.size() > 0) {
    const auto validation = predict(method, splits.validation, splits, config, pool);
    record.splits.push_back(measure(splits.validation, validation, names, config, pool));
  }
  report_moments(method, record);
  record.evaluation_seconds = seconds();
}

}  // namespace bnn

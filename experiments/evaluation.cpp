#include "experiments/evaluation.h"

#include <algorithm>
#include <chrono>

#include "bayes/inference/sample_predictive.h"
#include "bayes/metrics/bootstrap.h"
#include "bayes/metrics/confusion_matrix.h"
#include "bayes/metrics/monte_carlo_error.h"
#include "bayes/metrics/reliability_curve.h"
#include "bayes/predictive/entropy_decomposition.h"
#include "experiments/catalog/metrics.h"
#include "experiments/interruption.h"
#include "experiments/shown_images.h"
#include "experiments/weight_report.h"

namespace bnn {
namespace {

using bayes::Predictive;

template <class Value>
std::vector<Value> to_vector(const torch::Tensor& tensor, torch::ScalarType type) {
  const auto plain = tensor.to(torch::kCPU, type).contiguous();
  const auto* values = plain.data_ptr<Value>();
  return {values, values + plain.numel()};
}

Predictive predict(const bayes::InferenceMethod& method, const torch::Tensor& images, std::int64_t samples,
                   const bayes::Draw::Key& key, bayes::ThreadPool& pool) {
  return bayes::sample_predictive(
      [&](const torch::Tensor& some, const bayes::Draw::Key& of_draw, std::int64_t first) {
        return method.sample_logits(some, of_draw, first);
      },
      images, method.draws(samples), key, pool, bayes::kPredictionChunk, method.prediction_order());
}

report::SplitRecord measure(const std::string& name, const Predictive& predictive,
                            const torch::Tensor& labels, const ExperimentConfig& config,
                            bayes::ThreadPool& pool) {
  report::SplitRecord split;
  split.name = name;
  split.examples = predictive.examples();
  const auto monte_carlo = bayes::monte_carlo_errors(metrics(), predictive, labels);
  split.metrics.resize(metrics().size());
  pool.run(static_cast<std::int64_t>(metrics().size()), [&](std::int64_t i) {
    const auto& metric = metrics()[i];
    const auto interval = bayes::bootstrap_interval(metric, predictive, labels,
                                                    config.evaluation.bootstrap_resamples, config.seed);
    split.metrics[i] = {metric.key,
                        metric.title,
                        metric.higher_is_better,
                        {metric.value(predictive, labels), interval.low, interval.high, monte_carlo[i]}};
  });
  for (const auto& bin : bayes::reliability_curve(predictive, labels)) {
    split.reliability.push_back({bin.low, bin.high, bin.count, bin.mean_confidence, bin.accuracy});
  }
  const auto confusion = bayes::confusion_matrix(predictive, labels);
  for (std::int64_t row = 0; row < confusion.size(0); ++row) {
    split.confusion.push_back(to_vector<std::int64_t>(confusion[row], torch::kInt64));
  }
  return split;
}

report::Predictions predictions_of(const Predictive& predictive, const torch::Tensor& labels) {
  const auto entropy = bayes::entropy_decomposition(predictive);
  report::Predictions predictions;
  predictions.draws = predictive.draws();
  predictions.examples = predictive.examples();
  predictions.classes = predictive.classes();
  predictions.labels = to_vector<std::int64_t>(labels, torch::kInt64);
  predictions.predicted =
      to_vector<std::int64_t>(predictive.mean_log_probabilities().argmax(1), torch::kInt64);
  predictions.probabilities = to_vector<double>(predictive.mean_probabilities(), torch::kFloat64);
  predictions.samples = to_vector<float>(predictive.log_probabilities().exp(), torch::kFloat32);
  predictions.predictive_entropy = to_vector<double>(entropy.predictive_entropy, torch::kFloat64);
  predictions.expected_entropy = to_vector<double>(entropy.expected_entropy, torch::kFloat64);
  predictions.mutual_information = to_vector<double>(entropy.mutual_information, torch::kFloat64);
  return predictions;
}

}  // namespace

void evaluate(const bayes::InferenceMethod& method, const Splits& splits, const ExperimentConfig& config,
              bayes::ThreadPool& pool, report::RunRecord& record) {
  const auto seed = static_cast<std::uint64_t>(config.seed);
  const auto began = std::chrono::steady_clock::now();
  const auto test = predict(method, splits.test.images, config.evaluation.samples,
                            {seed, bayes::Stream::kPrediction, 0, 0}, pool);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
  record.seconds_per_10000_predictions = seconds.count() * 1e4 / static_cast<double>(splits.test.size());
  stop_if_interrupted();

  record.splits.push_back(measure("test", test, splits.test.labels, config, pool));
  record.predictions = predictions_of(test, splits.test.labels);
  stop_if_interrupted();
  if (splits.validation.size() > 0) {
    const auto validation = predict(method, splits.validation.images, config.evaluation.samples,
                                    {seed, bayes::Stream::kPrediction, 1, 0}, pool);
    record.splits.push_back(measure("validation", validation, splits.validation.labels, config, pool));
  }
  stop_if_interrupted();
  report_weights(method, splits.test, pool, record);
  show_images(splits.test_pixels, config.report.images, record);
}

}  // namespace bnn

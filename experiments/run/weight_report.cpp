#include "experiments/run/weight_report.h"

#include <algorithm>
#include <vector>

#include "bayes/core/guards.h"
#include "bayes/metrics/classification/accuracy.h"
#include "bayes/metrics/classification/negative_log_likelihood.h"
#include "bayes/weights/layer_summary.h"
#include "experiments/process/interruption.h"
#include "experiments/run/pruned_run.h"

namespace bnn {
namespace {

constexpr double kShares[] = {0.0, 0.25, 0.50, 0.75, 0.90, 0.95, 0.98, 0.99};

std::vector<float> to_floats(const torch::Tensor& tensor) {
  const auto plain = tensor.to(torch::kFloat32).contiguous();
  return {plain.data_ptr<float>(), plain.data_ptr<float>() + plain.numel()};
}

report::Histogram to_record(const bayes::Histogram& histogram) { return {histogram.edges, histogram.counts}; }

bayes::CategoricalPredictive predict_by_means(const std::string& stage, const bayes::InferenceMethod& method,
                                              const torch::Tensor& images, const WatchedPool& pool) {
  const auto mean_logits = [&](const torch::Tensor& some, const bayes::Draw::Key& key,
                               const torch::Tensor& examples) {
    const bayes::PosteriorMeanGuard means;
    return method.sample_logits(some, key, examples);
  };
  // There is no noise to be keyed.
  return pool.predict(stage, mean_logits, bayes::keyed_by_place(images), method.draws(1),
                      {0, bayes::Stream::kPrediction, 0, 0});
}

// What the method without some weights predicts, by its means.
bayes::CategoricalPredictive predict_pruned(const PrunedMethod& pruned, const bayes::InferenceMethod& method,
                                            const PredictedImages& of, const WatchedPool& pool) {
  // Points of which nothing is removed predict what they did before.
  if (pruned.removed == 0 && !method.is_random()) return of.predictive;
  return predict_by_means("pruning", *pruned.method, of.examples.inputs, pool);
}

void report_pruning(const bayes::InferenceMethod& method, const PredictedImages& test,
                    const std::optional<PredictedImages>& validation, const WatchedPool& pool,
                    report::RunRecord& record) {
  for (const double share : kShares) {
    const auto pruned = pruned_to(share, method, bayes::signal_to_noise);
    const auto predictive = predict_pruned(pruned, method, test, pool);
    const auto& labels = test.examples.targets;
    report::PruningPoint point{share, pruned.removed, bayes::accuracy(predictive, labels),
                               bayes::negative_log_likelihood(predictive, labels)};
    if (validation) {
      point.validation_accuracy =
          bayes::accuracy(predict_pruned(pruned, method, *validation, pool), validation->examples.targets);
    }
    record.pruning.push_back(point);
    record.pruned_first = removed_first(pruned);
    stop_if_interrupted();
  }
}

report::Complexity complexity_of(const std::vector<bayes::WeightMoments>& moments) {
  const auto is_point = [](const bayes::WeightMoments& tensor) { return tensor.is_point; };
  if (moments.empty() || std::none_of(moments.begin(), moments.end(), is_point))
    return report::Complexity::kKl;
  const bool all = std::all_of(moments.begin(), moments.end(), is_point);
  return all ? report::Complexity::kMinusLogPrior : report::Complexity::kBoth;
}

}  // namespace

void report_moments(const bayes::InferenceMethod& method, report::RunRecord& record) {
  const auto moments = method.weight_moments();
  record.complexity = complexity_of(moments);
  for (const auto& tensor : moments) {
    record.weights.push_back(
        {tensor.name, tensor.mean.sizes().vec(), to_floats(tensor.mean), to_floats(tensor.sd)});
    record.weights_count += tensor.mean.numel();
    for (const auto& scale : tensor.scales) {
      record.learnt_scales.push_back({tensor.name, scale.name, scale.value});
    }
  }
  for (const auto& layer : bayes::layer_summaries(moments)) {
    record.layers.push_back({layer.name,
                             layer.count,
                             layer.mean_absolute_mean,
                             layer.mean_sd,
                             {layer.signal_to_noise.begin(), layer.signal_to_noise.end()},
                             layer.kl,
                             to_record(layer.means),
                             to_record(layer.sds),
                             layer.kl_error});
  }
}

void report_weights(const bayes::InferenceMethod& method, const PredictedImages& test,
                    const std::optional<PredictedImages>& validation, const WatchedPool& pool,
                    report::RunRecord& record) {
  report_moments(method, record);
  report_pruning(method, test, validation, pool, record);
}

}  // namespace bnn

#include "experiments/weight_report.h"

#include <algorithm>
#include <vector>

#include "bayes/core/guards.h"
#include "bayes/inference/sample_predictive.h"
#include "bayes/metrics/accuracy.h"
#include "bayes/metrics/negative_log_likelihood.h"
#include "bayes/weights/layer_summary.h"
#include "experiments/interruption.h"
#include "experiments/pruned_run.h"

namespace bnn {
namespace {

constexpr double kShares[] = {0.0, 0.25, 0.50, 0.75, 0.90, 0.95, 0.98, 0.99};

std::vector<float> to_floats(const torch::Tensor& tensor) {
  const auto plain = tensor.to(torch::kFloat32).contiguous();
  return {plain.data_ptr<float>(), plain.data_ptr<float>() + plain.numel()};
}

report::Histogram to_record(const bayes::Histogram& histogram) { return {histogram.edges, histogram.counts}; }

bayes::Predictive predict_by_means(const bayes::InferenceMethod& method, const torch::Tensor& images,
                                   bayes::ThreadPool& pool) {
  const auto mean_logits = [&](const torch::Tensor& some, const bayes::Draw::Key& key, std::int64_t first) {
    const bayes::PosteriorMeanGuard means;
    return method.sample_logits(some, key, first);
  };
  return bayes::sample_predictive(mean_logits, images, method.draws(1), {0, bayes::Stream::kPrediction, 0, 0},
                                  pool);
}

report::PruningPoint prune_to(double share, const bayes::InferenceMethod& method,
                              const bayes::LabelledImages& test, const bayes::Predictive& predicted,
                              bayes::ThreadPool& pool) {
  const auto pruned = pruned_to(share, method, bayes::signal_to_noise);
  // Points of which nothing is removed predict what they did before.
  const bool as_before = pruned.removed == 0 && !method.is_random();
  const auto predictive = as_before ? predicted : predict_by_means(*pruned.method, test.images, pool);
  return {share, pruned.removed, bayes::accuracy(predictive, test.labels),
          bayes::negative_log_likelihood(predictive, test.labels)};
}

report::Complexity complexity_of(const std::vector<bayes::WeightMoments>& moments) {
  const auto is_point = [](const bayes::WeightMoments& tensor) { return tensor.is_point; };
  if (moments.empty() || std::none_of(moments.begin(), moments.end(), is_point))
    return report::Complexity::kKl;
  const bool all = std::all_of(moments.begin(), moments.end(), is_point);
  return all ? report::Complexity::kMinusLogPrior : report::Complexity::kBoth;
}

}  // namespace

void report_weights(const bayes::InferenceMethod& method, const bayes::LabelledImages& test,
                    const bayes::Predictive& predicted, bayes::ThreadPool& pool, report::RunRecord& record) {
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
                             to_record(layer.sds)});
  }
  for (const double share : kShares) {
    record.pruning.push_back(prune_to(share, method, test, predicted, pool));
    stop_if_interrupted();
  }
}

}  // namespace bnn

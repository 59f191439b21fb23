#include "experiments/run/pruned_run.h"

#include <cmath>

#include "bayes/core/error.h"
#include "bayes/metrics/classification/accuracy.h"
#include "bayes/weights/signal_to_noise.h"
#include "experiments/process/interruption.h"
#include "experiments/run/evaluation.h"

namespace bnn {
namespace {

bool has_spread(const bayes::InferenceMethod& method) {
  for (const auto& network : method.moments_by_network()) {
    for (const auto& tensor : network) {
      if (tensor.sd.gt(0).any().item<bool>()) return true;
    }
  }
  return false;
}

// The prior's Gaussian where all weights have the same; empty where its scale follows the tensor's sizes.
std::optional<bayes::Prior::Normal> normal_of_all(const bayes::Prior& prior) {
  const auto normal = prior.as_normal({1, 1}), of_larger = prior.as_normal({2, 8});
  return normal && of_larger && normal->sd == of_larger->sd ? normal : std::nullopt;
}

bayes::WeightScore kl_order(const TrainedRun& run) {
  // Shifted to each weight's start, it is no longer the same for all.
  const auto normal =
      run.config.model.start.centre_prior ? std::nullopt : normal_of_all(*run.config.model.prior.make());
  if (!normal || !has_spread(*run.method)) {
    throw bayes::Error(normal ? "the run's weights are points, whose KL is infinite"
                              : "the KL of single weights is known under one Gaussian prior for all only",
                       "--by kl", "take --by signal_to_noise");
  }
  return bayes::kl_cost(*normal);
}

constexpr std::pair<const char*, bayes::WeightScore (*)(const TrainedRun& run)> kOrders[] = {
    {"signal_to_noise", [](const TrainedRun&) -> bayes::WeightScore { return bayes::signal_to_noise; }},
    {"kl", kl_order}};

}  // namespace

PrunedMethod pruned_to(double share, const bayes::InferenceMethod& method, const bayes::WeightScore& score) {
  PrunedMethod pruned;
  pruned.share = share;
  std::vector<std::vector<torch::Tensor>> masks;
  for (const auto& moments : method.moments_by_network()) {
    auto mask = bayes::pruning_mask(moments, share, score);
    pruned.removed += mask.removed;
    pruned.ranked_by_score += mask.ranked_by_score;
    pruned.ranked_by_mean += mask.ranked_by_mean;
    masks.push_back(std::move(mask.remove));
  }
  pruned.method = method.pruned(masks);
  return pruned;
}

std::string removed_first(const PrunedMethod& pruned) {
  if (pruned.ranked_by_mean == 0) return "the most uncertain first";
  if (pruned.ranked_by_score == 0) return "the smallest first";
  return "the most uncertain first where uncertainty differs from weight to weight, elsewhere the smallest";
}

std::vector<std::string> pruning_orders() {
  std::vector<std::string> names;
  for (const auto& [name, score] : kOrders) names.push_back(name);
  return names;
}

bayes::WeightScore pruning_order(const std::string& name, const TrainedRun& run) {
  for (const auto& [known, score_of] : kOrders) {
    if (known == name) return score_of(run);
  }
  throw bayes::Error("weights cannot be ordered by \"" + name + "\"", "--by", "choose signal_to_noise or kl");
}

double largest_share(const std::function<bool(double share)>& passes) {
  constexpr int kSteps = 10;
  if (passes(1.0)) return 1.0;
  double low = 0.0, high = 1.0;
  for (int step = 0; step < kSteps; ++step) {
    const double middle = 0.5 * (low + high);
    (passes(middle) ? low : high) = middle;
  }
  return low;
}

PrunedMethod pruned_within(double accuracy_loss, const TrainedRun& run, const Splits& splits,
                           const bayes::WeightScore& score, const WatchedPool& pool) {
  const auto& validation = splits.validation;
  if (validation.size() == 0) {
    throw bayes::Error("the share is chosen on validation images, and the run has none", "--accuracy-loss",
                       "give a --share");
  }
  if (splits.validation.numbers.defined()) {
    throw bayes::Error("the share is chosen by the accuracy of classes, and the run predicts numbers",
                       "--accuracy-loss", "give a --share");
  }
  const auto accuracy = [&](const bayes::InferenceMethod& method) {
    return bayes::accuracy(predict_validation(method, splits, run.config, pool), validation.targets);
  };
  const double wanted = accuracy(*run.method) - accuracy_loss;
  const double share = largest_share([&](double tried) {
    stop_if_interrupted();
    return accuracy(*pruned_to(tried, *run.method, score).method) >= wanted;
  });
  auto pruned = pruned_to(share, *run.method, score);
  pruned.validation_accuracy = accuracy(*pruned.method);
  return pruned;
}

}  // namespace bnn

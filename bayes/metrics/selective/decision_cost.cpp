#include "bayes/metrics/selective/decision_cost.h"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <numeric>
#include <string>

#include "bayes/core/error.h"
#include "bayes/predictive/labels.h"
#include "bayes/predictive/top_prediction.h"

namespace bayes {
namespace {

torch::Tensor checked_costs(const torch::Tensor& costs, const CategoricalPredictive& predictive) {
  if (!costs.defined() || costs.dim() != 2 || costs.size(0) != predictive.classes() ||
      costs.size(1) < predictive.classes() || !costs.isfinite().all().item<bool>()) {
    throw Error("costs are not a matrix of classes by actions", "decision costs",
                "give one row a class, and a finite cost of answering each class and of each further action");
  }
  return costs.to(torch::kCPU, torch::kFloat64).contiguous();
}

/// [N, A]
torch::Tensor expected_costs(const CategoricalPredictive& predictive, const torch::Tensor& costs) {
  return predictive.mean_probabilities().matmul(checked_costs(costs, predictive)).contiguous();
}

}  // namespace

torch::Tensor equal_costs(std::int64_t classes, double wrong) {
  return torch::full({classes, classes}, wrong, torch::kFloat64).fill_diagonal_(0.0);
}

torch::Tensor with_rejection(const torch::Tensor& costs, double reject) {
  return torch::cat({costs, torch::full({costs.size(0), 1}, reject, costs.options())}, /*dim=*/1);
}

std::vector<std::int64_t> bayes_decisions(const CategoricalPredictive& predictive,
                                          const torch::Tensor& costs) {
  const auto expected = expected_costs(predictive, costs);
  const std::int64_t actions = expected.size(1);
  const double* row = expected.data_ptr<double>();
  std::vector<std::int64_t> decisions;
  for (std::int64_t i = 0; i < predictive.examples(); ++i, row += actions) {
    std::int64_t best = 0;
    for (std::int64_t a = 1; a < actions; ++a) best = row[a] < row[best] ? a : best;
    decisions.push_back(best);
  }
  return decisions;
}

DecisionOutcome decision_outcome(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                                 const std::vector<std::int64_t>& actions, const torch::Tensor& costs) {
  const auto truth = checked_labels(labels, predictive);
  const auto matrix = checked_costs(costs, predictive);
  const auto expected = expected_costs(predictive, matrix);
  const std::int64_t count = matrix.size(1);
  const auto is_action = [count](std::int64_t action) { return action >= 0 && action < count; };
  if (actions.size() != truth.size() || !std::all_of(actions.begin(), actions.end(), is_action)) {
    throw Error("there is no action of " + std::to_string(count) + " for each of " +
                    std::to_string(truth.size()) + " examples",
                "actions", "give one in [0, " + std::to_string(count) + ") for each");
  }
  const double* cost = matrix.data_ptr<double>();
  const double* row = expected.data_ptr<double>();
  DecisionOutcome outcome;
  for (std::size_t i = 0; i < truth.size(); ++i, row += count) {
    outcome.cost += cost[truth[i] * count + actions[i]];
    outcome.expected += row[actions[i]];
    outcome.rejected += actions[i] >= predictive.classes() ? 1.0 : 0.0;
  }
  const auto examples = static_cast<double>(truth.size());
  return {outcome.cost / examples, outcome.expected / examples, outcome.rejected / examples};
}

std::vector<std::int64_t> threshold_decisions(const CategoricalPredictive& predictive, double threshold) {
  const auto top = top_prediction(predictive);
  std::vector<std::int64_t> decisions;
  for (std::size_t i = 0; i < top.predicted.size(); ++i) {
    decisions.push_back(top.confidence[i] >= threshold ? top.predicted[i] : predictive.classes());
  }
  return decisions;
}

double cheapest_threshold(const CategoricalPredictive& predictive, const torch::Tensor& labels,
                          const torch::Tensor& costs) {
  const auto truth = checked_labels(labels, predictive);
  const auto matrix = checked_costs(costs, predictive);
  const std::int64_t actions = matrix.size(1);
  if (actions == predictive.classes()) {
    throw Error("no action rejects", "decision costs", "give the costs of one action more than classes");
  }
  const double* cost = matrix.data_ptr<double>();
  const auto top = top_prediction(predictive);
  std::vector<std::size_t> order(truth.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t one, std::size_t other) {
    return top.confidence[one] > top.confidence[other];
  });
  double threshold = std::numeric_limits<double>::infinity();
  double saved = 0.0;  // by answering those so far instead of rejecting them
  double most_saved = 0.0;
  for (std::size_t at = 0; at < order.size(); ++at) {
    const std::size_t example = order[at];
    const double* row = cost + truth[example] * actions;
    saved += row[predictive.classes()] - row[top.predicted[example]];
    const double confidence = top.confidence[example];
    // A threshold takes all of the same confidence, or none.
    if (at + 1 < order.size() && top.confidence[order[at + 1]] == confidence) continue;
    if (saved < most_saved) continue;
    most_saved = saved;
    threshold = confidence;
  }
  return threshold;
}

}  // namespace bayes

#include "bayes/predictive/categorical_predictive.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "bayes/core/error.h"
#include "bayes/predictive/entropy_decomposition.h"
#include "bayes/predictive/labels.h"
#include "bayes/predictive/log_sum_exp.h"

namespace bayes {
namespace {

constexpr double kSumTolerance = 1e-3;

// Doubles of one block of the average: 2 MB stay in the cache, and memory does not grow with S.
constexpr std::int64_t kBlockElements = std::int64_t{1} << 18;

void require_shape(const torch::Tensor& log_probabilities) {
  if (!log_probabilities.defined() || log_probabilities.dim() != 3 || log_probabilities.numel() == 0) {
    throw Error("log probabilities do not have the shape [draws, examples, classes], each at least 1",
                "CategoricalPredictive", "stack the draws of log_softmax over classes");
  }
  if (!log_probabilities.is_floating_point()) {
    throw Error("log probabilities are not floating point", "CategoricalPredictive",
                "convert them to float or double");
  }
}

void require_distributions(const torch::Tensor& log_probabilities) {
  for (std::int64_t draw = 0; draw < log_probabilities.size(0); ++draw) {
    const auto totals = log_probabilities[draw].to(torch::kFloat64).logsumexp(/*dim=*/1).exp();
    const double error = totals.sub(1).abs().max().item<double>();
    if (std::isnan(error)) {
      throw Error("log probabilities of draw " + std::to_string(draw) + " contain NaN",
                  "CategoricalPredictive", "see why the network's outputs are not finite", Fault::kDiverged);
    }
    if (error > kSumTolerance) {
      throw Error("class probabilities of draw " + std::to_string(draw) + " sum to 1 only within " +
                      std::to_string(error),
                  "CategoricalPredictive", "take log_softmax over the classes first");
    }
  }
}

/// One example of every draw, `draws` rows of `classes` values, `draw_stride` apart -> log of their mean
/// [classes].
void log_mean_of_example(double* rows, std::int64_t draws, std::int64_t draw_stride, std::int64_t classes,
                         double* mean) {
  for (std::int64_t draw = 0; draw < draws; ++draw)
    normalise_log_probabilities(rows + draw * draw_stride, classes);
  const double log_draws = std::log(static_cast<double>(draws));
  for (std::int64_t c = 0; c < classes; ++c) mean[c] = log_sum_exp(rows + c, draws, draw_stride) - log_draws;
}

torch::Tensor log_mean_over_draws(const torch::Tensor& log_probabilities) {
  const std::int64_t draws = log_probabilities.size(0);
  const std::int64_t examples = log_probabilities.size(1);
  const std::int64_t classes = log_probabilities.size(2);
  const std::int64_t rows = std::max<std::int64_t>(1, kBlockElements / (draws * classes));
  const auto mean = torch::empty({examples, classes}, torch::kFloat64);
  double* out = mean.data_ptr<double>();
  for (std::int64_t first = 0; first < examples; first += rows) {
    const std::int64_t length = std::min(rows, examples - first);
    // A copy even where the draws are double already, since they are normalised in place.
    const auto block = torch::empty({draws, length, classes}, torch::kFloat64);
    block.copy_(log_probabilities.narrow(/*dim=*/1, first, length));
    for (std::int64_t i = 0; i < length; ++i, out += classes) {
      log_mean_of_example(block.data_ptr<double>() + i * classes, draws, length * classes, classes, out);
    }
  }
  return mean;
}

}  // namespace

CategoricalPredictive::CategoricalPredictive(torch::Tensor log_probabilities) {
  require_shape(log_probabilities);
  log_probabilities_ = log_probabilities.detach();
  require_distributions(log_probabilities_);
  mean_log_probabilities_ = log_mean_over_draws(log_probabilities_);
}

CategoricalPredictive::CategoricalPredictive(torch::Tensor log_probabilities,
                                             torch::Tensor mean_log_probabilities)
    : log_probabilities_(std::move(log_probabilities)),
      mean_log_probabilities_(std::move(mean_log_probabilities)) {}

CategoricalPredictive CategoricalPredictive::mean() const {
  return {mean_log_probabilities_.unsqueeze(/*dim=*/0), mean_log_probabilities_};
}

CategoricalPredictive CategoricalPredictive::at(const torch::Tensor& index) const {
  const bool is_index = index.defined() && index.dim() == 1 && index.scalar_type() == torch::kInt64;
  if (!is_index || index.numel() == 0 || index.min().item<std::int64_t>() < 0 ||
      index.max().item<std::int64_t>() >= examples()) {
    throw Error("index is not an int64 vector of examples", "CategoricalPredictive::at",
                "give at least one example, each in [0, " + std::to_string(examples()) + ")");
  }
  return {log_probabilities_.index_select(/*dim=*/1, index.to(log_probabilities_.device())),
          mean_log_probabilities_.index_select(/*dim=*/0, index.to(torch::kCPU))};
}

CategoricalPredictive CategoricalPredictive::some_draws(std::int64_t first, std::int64_t count) const {
  if (first < 0 || count < 1 || count > draws() - first) {
    throw Error("there are no draws " + std::to_string(first) + " to " + std::to_string(first + count - 1) +
                    " among " + std::to_string(draws()),
                "CategoricalPredictive::some_draws", "choose a part of [0, draws)");
  }
  const auto some = log_probabilities_.narrow(/*dim=*/0, first, count);
  return {some, log_mean_over_draws(some)};
}

torch::Tensor CategoricalPredictive::log_density(const torch::Tensor& labels) const {
  require_labels(labels, *this);
  return mean_log_probabilities_.gather(/*dim=*/1, labels.to(torch::kCPU).unsqueeze(1)).squeeze(1);
}

torch::Tensor CategoricalPredictive::log_density_by_draw(const torch::Tensor& labels) const {
  require_labels(labels, *this);
  const auto index = labels.to(log_probabilities_.device()).reshape({1, -1, 1}).expand({draws(), -1, 1});
  return log_probabilities_.gather(/*dim=*/2, index).squeeze(2).to(torch::kCPU, torch::kFloat64);
}

torch::Tensor CategoricalPredictive::scores(const torch::Tensor& labels) const {
  require_labels(labels, *this);
  return mean_log_probabilities_.argmax(/*dim=*/1).eq(labels.to(torch::kCPU)).to(torch::kFloat64);
}

Uncertainty CategoricalPredictive::uncertainty() const {
  const auto entropy = entropy_decomposition(*this);
  return {entropy.predictive_entropy, entropy.expected_entropy, entropy.mutual_information};
}

CategoricalPredictive joined(const std::vector<CategoricalPredictive>& parts) {
  std::vector<torch::Tensor> draws;
  for (const auto& part : parts) draws.push_back(part.log_probabilities());
  return CategoricalPredictive(torch::cat(draws));
}

}  // namespace bayes

#include "bayes/predictive/prior_summary.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "bayes/core/error.h"
#include "bayes/core/quantile.h"
#include "bayes/core/shape.h"
#include "bayes/predictive/entropy_decomposition.h"

namespace bayes {
namespace {

std::vector<double> ascending(const torch::Tensor& values) {
  const auto flat = values.to(torch::kFloat64).flatten().contiguous();
  std::vector<double> list(flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel());
  std::sort(list.begin(), list.end());
  return list;
}

std::array<double, 5> quantiles(const std::vector<double>& values) {
  std::array<double, 5> found{};
  for (std::size_t q = 0; q < found.size(); ++q) found[q] = sorted_quantile(values, kPriorQuantiles[q]);
  return found;
}

std::vector<std::int64_t> counts(const std::vector<double>& values, double high) {
  std::vector<std::int64_t> bins(PriorSummary::kBins, 0);
  for (const double value : values) {
    const auto bin = static_cast<std::int64_t>(value / high * PriorSummary::kBins);
    ++bins[std::clamp<std::int64_t>(bin, 0, PriorSummary::kBins - 1)];
  }
  return bins;
}

}  // namespace

PriorSummary prior_summary(const torch::Tensor& logits) {
  if (logits.dim() != 3 || logits.numel() == 0) {
    throw Error("the logits have shape " + shape_text(logits.sizes()), "prior_summary",
                "give [S, N, C], at least one of each");
  }
  if (!torch::isfinite(logits).all().item<bool>()) {
    throw Error("a network drawn from the prior gives a logit that is not a finite number", "prior_summary",
                "choose a prior with lighter tails or a smaller scale");
  }
  const auto values = logits.to(torch::kFloat64);
  const auto log_probabilities = torch::log_softmax(values, 2);
  const auto probabilities = log_probabilities.exp();
  const auto named = torch::one_hot(values.argmax(2), values.size(2)).to(torch::kFloat64);  // [S, N, C]

  PriorSummary summary;
  summary.draws = values.size(0);
  summary.images = values.size(1);
  summary.classes = values.size(2);
  const auto top = ascending(std::get<0>(probabilities.max(2)));
  // 0 log 0 is 0: where the logarithm is infinite, the probability is 0.
  const auto entropies = ascending(-(probabilities * log_probabilities.clamp_min(-1e300)).sum(2));
  const double log_classes = std::log(static_cast<double>(std::max<std::int64_t>(summary.classes, 2)));
  summary.top_probability = quantiles(top);
  summary.entropy = quantiles(entropies);
  summary.logit_range = quantiles(ascending(std::get<0>(values.max(2)) - std::get<0>(values.min(2))));
  summary.top_probability_counts = counts(top, 1.0);
  summary.entropy_counts = counts(entropies, log_classes);

  const auto decomposition = entropy_decomposition(CategoricalPredictive(log_probabilities));
  summary.mean_entropy = decomposition.expected_entropy.mean().item<double>();
  summary.predictive_entropy = decomposition.predictive_entropy.mean().item<double>();
  summary.logit_sd = values.var(0, /*unbiased=*/false).mean().sqrt().item<double>();
  const auto shares = named.mean(std::vector<std::int64_t>{0, 1});
  for (std::int64_t c = 0; c < summary.classes; ++c) {
    summary.class_shares.push_back(shares[c].item<double>());
  }
  // Pairs of different networks: of S draws, n(c) name class c, and n(c) (n(c) - 1) pairs agree on it.
  const auto votes = named.sum(0);  // [N, C]
  const double pairs = static_cast<double>(summary.draws * (summary.draws - 1));
  summary.agreement = summary.draws == 1 ? std::numeric_limits<double>::quiet_NaN()
                                         : ((votes * (votes - 1.0)).sum(1) / pairs).mean().item<double>();
  summary.largest_class = std::get<0>(named.mean(1).max(1)).mean().item<double>();
  return summary;
}

}  // namespace bayes

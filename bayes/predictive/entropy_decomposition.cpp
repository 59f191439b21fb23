#include "bayes/predictive/entropy_decomposition.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "bayes/predictive/log_sum_exp.h"

namespace bayes {
namespace {

/// -sum of p log p of one example, nats.
double entropy(const double* log_probabilities, std::int64_t classes) {
  double sum = 0.0;
  for (std::int64_t c = 0; c < classes; ++c) {
    const double probability = std::exp(log_probabilities[c]);
    // A class of probability 0 adds 0, not 0 * -inf = NaN.
    if (probability > 0.0) sum -= probability * log_probabilities[c];
  }
  return sum;
}

/// The same of probabilities.
double entropy_of_probabilities(const double* probabilities, std::int64_t classes) {
  double sum = 0.0;
  for (std::int64_t c = 0; c < classes; ++c) {
    if (probabilities[c] > 0.0) sum -= probabilities[c] * std::log(probabilities[c]);
  }
  return sum;
}

/// Means over draws, [N]: of each draw's entropy, and of that of the mean over all others.
struct MeansOverDraws {
  torch::Tensor of_each;
  torch::Tensor without_each;
};

MeansOverDraws means_over_draws(const CategoricalPredictive& predictive) {
  const std::int64_t classes = predictive.classes(), draws = predictive.draws();
  const auto of_each = torch::zeros({predictive.examples()}, torch::kFloat64);
  const auto without_each = torch::zeros({predictive.examples()}, torch::kFloat64);
  const auto rows = torch::empty({predictive.examples(), classes}, torch::kFloat64);
  const auto mean = predictive.mean_probabilities().contiguous();
  std::vector<double> others(static_cast<std::size_t>(classes));
  for (std::int64_t draw = 0; draw < draws; ++draw) {
    rows.copy_(predictive.log_probabilities()[draw]);
    double* row = rows.data_ptr<double>();
    const double* of_all = mean.data_ptr<double>();
    for (std::int64_t example = 0; example < predictive.examples();
         ++example, row += classes, of_all += classes) {
      // Normalised in double as the mixture is; otherwise float32 rows would show as information.
      normalise_log_probabilities(row, classes);
      of_each.data_ptr<double>()[example] += entropy(row, classes) / static_cast<double>(draws);
      if (draws == 1) continue;
      for (std::int64_t c = 0; c < classes; ++c) {
        others[c] =
            (static_cast<double>(draws) * of_all[c] - std::exp(row[c])) / static_cast<double>(draws - 1);
      }
      without_each.data_ptr<double>()[example] +=
          entropy_of_probabilities(others.data(), classes) / static_cast<double>(draws);
    }
  }
  return {of_each, without_each};
}

}  // namespace

torch::Tensor predictive_entropy(const CategoricalPredictive& predictive) {
  const auto rows = predictive.mean_log_probabilities().contiguous();
  const auto result = torch::empty({predictive.examples()}, torch::kFloat64);
  const double* row = rows.data_ptr<double>();
  double* out = result.data_ptr<double>();
  for (std::int64_t example = 0; example < predictive.examples(); ++example, row += predictive.classes()) {
    out[example] = entropy(row, predictive.classes());
  }
  return result;
}

EntropyDecomposition entropy_decomposition(const CategoricalPredictive& predictive) {
  EntropyDecomposition result;
  result.predictive_entropy = predictive_entropy(predictive);
  const auto means = means_over_draws(predictive);
  result.expected_entropy = means.of_each;
  result.mutual_information = (result.predictive_entropy - result.expected_entropy).clamp_min(0.0);
  if (predictive.draws() == 1) {
    result.mutual_information_corrected = torch::zeros_like(result.mutual_information);
    return result;
  }
  const auto draws = static_cast<double>(predictive.draws());
  result.mutual_information_corrected =
      draws * result.predictive_entropy - (draws - 1.0) * means.without_each - result.expected_entropy;
  return result;
}

}  // namespace bayes

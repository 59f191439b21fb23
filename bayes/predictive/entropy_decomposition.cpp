#include "bayes/predictive/entropy_decomposition.h"

#include <cmath>
#include <cstdint>

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

torch::Tensor mean_entropy_of_draws(const Predictive& predictive) {
  const auto sum = torch::zeros({predictive.examples()}, torch::kFloat64);
  const auto rows = torch::empty({predictive.examples(), predictive.classes()}, torch::kFloat64);
  double* out = sum.data_ptr<double>();
  for (std::int64_t draw = 0; draw < predictive.draws(); ++draw) {
    rows.copy_(predictive.log_probabilities()[draw]);
    double* row = rows.data_ptr<double>();
    for (std::int64_t example = 0; example < predictive.examples(); ++example, row += predictive.classes()) {
      // Normalised in double as the mixture is; otherwise float32 rows would show as information.
      normalise_log_probabilities(row, predictive.classes());
      out[example] += entropy(row, predictive.classes());
    }
  }
  return sum.div(predictive.draws());
}

}  // namespace

torch::Tensor predictive_entropy(const Predictive& predictive) {
  const auto rows = predictive.mean_log_probabilities().contiguous();
  const auto result = torch::empty({predictive.examples()}, torch::kFloat64);
  const double* row = rows.data_ptr<double>();
  double* out = result.data_ptr<double>();
  for (std::int64_t example = 0; example < predictive.examples(); ++example, row += predictive.classes()) {
    out[example] = entropy(row, predictive.classes());
  }
  return result;
}

EntropyDecomposition entropy_decomposition(const Predictive& predictive) {
  EntropyDecomposition result;
  result.predictive_entropy = predictive_entropy(predictive);
  result.expected_entropy = mean_entropy_of_draws(predictive);
  result.mutual_information = (result.predictive_entropy - result.expected_entropy).clamp_min(0.0);
  return result;
}

}  // namespace bayes

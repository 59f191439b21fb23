#include "bayes/conformal/adaptive_sets.h"

#include <torch/torch.h>

#include <cmath>
#include <string>
#include <tuple>

#include "bayes/core/error.h"

namespace bayes {
namespace {

/// [N], float64, in (0, 1): that of each example, whatever the others.
torch::Tensor uniform_noise(const Draw::Key& key, const torch::Tensor& examples, std::int64_t count) {
  if (!examples.defined() || examples.dim() != 1 || examples.size(0) != count) {
    throw Error("there are not as many keys of noise as " + std::to_string(count) + " examples",
                "adaptive_sets", "give one for each example");
  }
  Draw draw(key, examples);
  const auto normal = draw.example_normal({examples.numel()}, torch::kFloat32).to(torch::kFloat64);
  return 0.5 * torch::erfc(-normal / std::sqrt(2.0));
}

}  // namespace

ConformalMethod adaptive_sets(const AdaptiveSetsOptions& options) {
  return regularised_adaptive_sets({options, /*lambda=*/0.0, /*k_reg=*/0});
}

ConformalMethod regularised_adaptive_sets(const RegularisedAdaptiveSetsOptions& options) {
  return {options.adaptive.sets, [options](const CategoricalPredictive& predictive, const Draw::Key& noise,
                                           const torch::Tensor& examples) {
            const auto uniform = options.adaptive.randomised
                                     ? uniform_noise(noise, examples, predictive.examples())
                                     : torch::zeros({predictive.examples()}, torch::kFloat64);
            return adaptive_scores(predictive, uniform, options.lambda, options.k_reg);
          }};
}

torch::Tensor adaptive_scores(const CategoricalPredictive& predictive, const torch::Tensor& uniform,
                              double lambda, std::int64_t k_reg) {
  const auto [sorted, order] =
      predictive.mean_probabilities().sort(/*stable=*/true, /*dim=*/1, /*descending=*/true);
  const auto rank = torch::arange(1, predictive.classes() + 1, torch::kFloat64);
  const auto likelier = sorted.cumsum(/*dim=*/1) - sorted;
  const auto penalty = lambda * (rank - static_cast<double>(k_reg)).clamp_min(0.0);
  const auto by_rank = likelier + uniform.unsqueeze(1) * sorted + penalty;
  return torch::empty_like(by_rank).scatter_(/*dim=*/1, order, by_rank);
}

}  // namespace bayes

#include "bayes/conformal/least_ambiguous_sets.h"

namespace bayes {

ConformalMethod least_ambiguous_sets(const ConformalOptions& options) {
  return {options, [](const CategoricalPredictive& predictive, const Draw::Key&, const torch::Tensor&) {
            return 1.0 - predictive.mean_probabilities();
          }};
}

}  // namespace bayes

#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "bayes/core/fields.h"
#include "bayes/posteriors/mean_field_gaussian.h"
#include "bayes/posteriors/posterior_kinds.h"

namespace bayes {

/// How the output of a layer with random weights is drawn. All have the same mean; what differs is the
/// variance of the gradient, the cost, and how the examples of a batch covary.
enum class Estimator {
  kWeightSampling,           ///< one weight for the whole batch (Blundell et al. 2015)
  kLocalReparameterisation,  ///< the output itself, per example (Kingma et al. 2015)
  kFlipout,                  ///< one weight, its signs flipped per example (Wen et al. 2018)
};

inline std::vector<std::pair<const char*, Estimator>> enum_names(Estimator) {
  return {{"weight_sampling", Estimator::kWeightSampling},
          {"local_reparameterisation", Estimator::kLocalReparameterisation},
          {"flipout", Estimator::kFlipout}};
}

/// As it is written in YAML.
inline const char* estimator_name(Estimator estimator) {
  for (const auto& [spelling, value] : enum_names(estimator)) {
    if (value == estimator) return spelling;
  }
  return "";
}

struct VariationalOptions {
  double initial_sigma = 0.05;
  Estimator estimator = Estimator::kWeightSampling;
  PosteriorKind posterior = mean_field_posterior();
  std::int64_t rank = 2;
  double factor_sigma = 0.1;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("initial_sigma", options.initial_sigma, positive_single(),
          "Posterior standard deviation before training; with rank_one as a share of the weight.");
    field("estimator", options.estimator, any(),
          "How outputs are drawn: weight_sampling, local_reparameterisation, flipout.");
    visit_kind(field, {"posterior", any(), "Form of each weight tensor's posterior"}, options.posterior);
    field("rank", options.rank, between(1, 1000), "Terms of the posteriors tied and low_rank.");
    field("factor_sigma", options.factor_sigma, scale_single(),
          "Prior standard deviation, around 1, of the factors of the posterior rank_one.");
  }
};

}  // namespace bayes

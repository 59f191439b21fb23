#include "bayes/likelihoods/heteroscedastic.h"

#include "bayes/likelihoods/location_scale.h"

namespace bayes {

std::shared_ptr<const Likelihood> heteroscedastic(const HeteroscedasticOptions& options,
                                                  std::int64_t targets) {
  LocationScale family;
  family.name = "heteroscedastic";
  family.targets = targets;
  family.source = NoiseSource::kPredicted;
  family.beta = options.beta;
  return location_scale(family);
}

}  // namespace bayes

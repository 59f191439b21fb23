#include "bayes/likelihoods/gaussian.h"

#include "bayes/likelihoods/location_scale.h"

namespace bayes {

std::shared_ptr<const Likelihood> gaussian(const GaussianOptions& options, std::int64_t targets,
                                           const std::vector<double>& unit) {
  LocationScale family;
  family.name = "gaussian";
  family.targets = targets;
  return location_scale(with_noise(family, options.noise, unit));
}

}  // namespace bayes

#include "bayes/likelihoods/student_t.h"

#include "bayes/likelihoods/location_scale.h"

namespace bayes {

std::shared_ptr<const Likelihood> student_t(const StudentTOptions& options, std::int64_t targets,
                                            const std::vector<double>& unit) {
  LocationScale family;
  family.name = "student_t";
  family.targets = targets;
  family.degrees = options.degrees;
  return location_scale(with_noise(family, options.noise, unit));
}

}  // namespace bayes

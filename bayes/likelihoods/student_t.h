#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "bayes/core/fields.h"
#include "bayes/likelihoods/likelihood.h"

namespace bayes {

struct StudentTOptions {
  double degrees = 4.0;
  std::optional<double> noise;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("degrees", options.degrees, Range{2.0, 1e6, true, false},
          "Degrees of freedom: the fewer, the less outliers pull the prediction.");
    field("noise", options.noise, positive_single(),
          "Standard deviation of the targets around the prediction, in their unit; learnt where not given.");
  }
};

/// D numbers with Student-t noise, as `gaussian` has normal noise: one that outliers hardly move. The noise
/// is its standard deviation; the scale is sd sqrt((degrees - 2) / degrees).
///   unit  [D]: as for `gaussian`
/// Throws `Error` as `gaussian` does, and where there are not more than 2 degrees of freedom.
/// Source: Lange et al. 1989.
std::shared_ptr<const Likelihood> student_t(const StudentTOptions& options, std::int64_t targets,
                                            const std::vector<double>& unit = {});

}  // namespace bayes

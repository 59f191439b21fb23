#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "bayes/core/fields.h"
#include "bayes/likelihoods/likelihood.h"

namespace bayes {

struct GaussianOptions {
  std::optional<double> noise;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("noise", options.noise, positive_single(),
          "Standard deviation of the targets around the prediction, in their unit; learnt where not given.");
  }
};

/// D numbers with normal noise of the same standard deviation for all examples: outputs [N, D] are means,
/// targets [N, D], or [N] where D is 1. A noise that is learnt is one for each target, without a prior; see
/// `location_scale`.
///   unit  [D]: in how many units of the noise targets are counted, such as the spread that they were
///         standardised by; empty for 1
/// Throws `Error` where D < 1, the noise is not a positive number or the units are not D.
std::shared_ptr<const Likelihood> gaussian(const GaussianOptions& options, std::int64_t targets,
                                           const std::vector<double>& unit = {});

}  // namespace bayes

#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bayes/likelihoods/likelihood.h"

namespace bayes {

/// Where the standard deviation of a target comes from: it is given; it is one number a target, learnt with
/// the weights; or the network predicts it for each example.
enum class NoiseSource { kGiven, kLearnt, kPredicted };

/// D numbers, independent given the outputs: y_d = location_d + scale_d e_d, e_d normal or Student-t.
struct LocationScale {
  std::string name;  ///< in errors
  std::int64_t targets = 1;
  double degrees = std::numeric_limits<double>::infinity();  ///< above 2; infinite: normal
  NoiseSource source = NoiseSource::kLearnt;
  std::vector<double> given = {};  ///< standard deviations [D], where they are given
  double beta = 0.0;               ///< the loss of each target is its nll times its sd^(2 beta), held fixed
};

/// The likelihood of such numbers: outputs are the D locations, then the logarithms of the D standard
/// deviations unless they are given. Targets [N, D], or [N] where D is 1, floating point. The negative log
/// likelihood of an example is the sum over its targets, nats; its score the mean of their squared errors.
///
/// A standard deviation is exp of its logarithm, which is cut to [-14, 14]: 8e-7 to 1.2e6, so that no output
/// makes it 0 or infinite. Learnt ones begin at 1/2, half the deviation of a standardised target: beginning
/// large costs a few steps, beginning small multiplies the gradients of an untrained network by 1 / sd^2.
///
/// Throws `Error` where D < 1, there are no more than 2 degrees of freedom, a given deviation is not a
/// positive number or there is not one for each target, or beta is not in [0, 1].
std::shared_ptr<const Likelihood> location_scale(const LocationScale& family);

/// A family whose noise is the option `noise`: given in a unit of which a target's own is `unit` [D], empty
/// for 1; learnt where it is not given.
LocationScale with_noise(LocationScale family, const std::optional<double>& noise,
                         const std::vector<double>& unit);

}  // namespace bayes

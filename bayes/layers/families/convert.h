#pragma once

#include "bayes/core/state.h"
#include "bayes/layers/families/network.h"

namespace bayes {

/// The smallest standard deviation that `start_from` gives: a weight that is 0 can still move.
constexpr double kSmallestStartSigma = 1e-4;

/// The weights of one network as the state of a plain one, whatever the layer family it was saved from: of
/// variational weights the means, under the names of the plain layer ("c1.weight", as in a PyTorch
/// state_dict). What else the state holds stays; standard deviations, priors and what a likelihood learnt do
/// not.
State plain_weights(const State& saved);

/// Sets the weights of a network of any layer family to those of a plain one. Variational weights get them as
/// means, with standard deviations max(sigma_share |w|, 1e-4); what the likelihood learns starts as ever.
///   plain        as `plain_weights` gives it; or named as a torch.nn.Sequential does ("0.weight", "2.bias"),
///                whose layers are then taken in their order. What PyTorch's wrappers put into names is
///                dropped: "module." before all of them (DataParallel), "_orig_mod." anywhere (torch.compile)
///   sigma_share  > 0
/// Throws `Error` (kData) where a weight is missing, has another shape, is not known or is not finite, with
/// its name and the index; nothing is then changed. Source: Krishnan et al. 2020 (MOPED).
void start_from(Network& network, const State& plain, double sigma_share);

/// Shifts the prior of every variational weight to its present mean (see `CentredPrior`). Throws `Error`
/// where the network has no variational weights. Source: Krishnan et al. 2020 (MOPED).
void centre_priors(Network& network);

}  // namespace bayes

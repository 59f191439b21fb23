#pragma once

#include <vector>

#include "bayes/core/state.h"
#include "bayes/layers/families/network.h"

namespace bayes {

/// The same networks, whose outputs [N, K] have `initial.size()` = E numbers appended, the same for every
/// example: [N, K + E]. They are learnt with the weights, and are none: no prior, no moments, never pruned;
/// see `Likelihood::learnt`. Weights and layers keep their names; beside them stands a module `likelihood`
/// with parameter `learnt` [E]. The architecture itself where E is 0.
///
/// An optimiser's weight decay takes them as it takes all parameters.
Architecture with_learnt(Architecture architecture, std::vector<double> initial);

/// Whether a saved module holds such numbers.
bool is_saved_learnt(const State& saved);

}  // namespace bayes

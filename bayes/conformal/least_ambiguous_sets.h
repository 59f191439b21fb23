#pragma once

#include "bayes/conformal/conformal_method.h"

namespace bayes {

/// LAC: score 1 - p(class), so that a set holds every class whose probability reaches one threshold. The
/// smallest sets on average where the probabilities are true; empty where no class is likely enough.
/// Source: Sadinle et al. 2019.
ConformalMethod least_ambiguous_sets(const ConformalOptions& options);

}  // namespace bayes

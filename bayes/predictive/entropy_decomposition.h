#pragma once

#include <torch/types.h>

#include "bayes/predictive/categorical_predictive.h"

namespace bayes {

/// How uncertain each prediction is, and why. All [N], float64, nats; predictive = expected + mutual
/// information.
struct EntropyDecomposition {
  torch::Tensor predictive_entropy;  ///< H[mean_s p_s], in [0, log C]: all uncertainty
  torch::Tensor expected_entropy;    ///< mean_s H[p_s]: what remains when the weights are known (aleatoric)
  torch::Tensor mutual_information;  ///< of class and weights, >= 0: disagreement of the draws (epistemic)
  /// What infinitely many draws would disagree by, as far as S tell it: may fall below 0 by chance.
  torch::Tensor mutual_information_corrected;
};

/// H[mean_s p_s] = -sum over c of p(c) log p(c), with 0 log 0 = 0: [N], float64, nats.
torch::Tensor predictive_entropy(const CategoricalPredictive& predictive);

/// The three entropies. Mutual information is the difference of the other two. Jensen's inequality keeps it
/// from falling below 0; it is clamped there only against the rounding of that difference (about 1e-16). With
/// S = 1 it is 0.
///
/// The mean of S draws has a lower entropy than that of all, by about (C - 1) / (2 S) of its own scale:
/// mutual information grows with S, and only equal numbers of draws compare. The corrected one takes the
/// jackknife's predictive entropy, S H[mean] - (S - 1) mean over s of H[mean without s], whose bias is of
/// order 1 / S^2; with it 5 members of an ensemble and 32 draws compare. It is 0 with S = 1.
/// Source: Houlsby et al. 2011, equation 2; Depeweg et al. 2018, section 3; Zahl 1977 (the jackknife of an
/// entropy).
EntropyDecomposition entropy_decomposition(const CategoricalPredictive& predictive);

}  // namespace bayes

#pragma once

#include <torch/nn/module.h>

#include <utility>
#include <vector>

#include "bayes/priors/prior.h"

namespace bayes {

/// What the temperature T divides. With U = -log p(D | w) for all N training examples:
/// - likelihood: the likelihood alone; the target is p(D | w)^(1/T) p(w). A variational q minimises
///       E_q U + T KL(q || p),                                 per datum E_q U / N + T KL / N;
///   points, and weights behind dropout, minimise U - T log p(w): MAP with a prior that is T times as strong.
/// - posterior: the whole log posterior, the cold posterior of Wenzel et al. 2020, "How good is the Bayes
///   posterior in deep neural networks really?", equation 2; the target is (p(D | w) p(w))^(1/T). A
///   variational q minimises T KL(q || target), which is, but for a constant,
///       E_q(U - log p(w)) - T H[q],                           per datum (E_q U + E_q(-log p) - T H[q]) / N
///   with H[q] the entropy of q: as -log p(w) = KL + H in the mean, that is KL + (1 - T) H in place of the
///   KL. Points have no entropy, and dropout one that does not depend on the weights: they minimise U - log
///   p(w) whatever T is.
/// Both are Bayes at T = 1. Under the posterior's, T < 1 shrinks the posterior by T; under the likelihood's
/// it also weakens the prior's pull on the mean, as p is not raised to 1 / T.
enum class Tempering { kLikelihood, kPosterior };

inline std::vector<std::pair<const char*, Tempering>> enum_names(Tempering) {
  return {{"likelihood", Tempering::kLikelihood}, {"posterior", Tempering::kPosterior}};
}

/// Factor on the entropy within the KL, KL = E_q(-log p) - H: 1, or what the posterior's tempering makes it.
inline double entropy_factor(Tempering tempering, double temperature) {
  return tempering == Tempering::kPosterior ? temperature : 1.0;
}

/// Throws `Error` where the whole log posterior is to be tempered and `prior` has a KL that is of more than
/// the weights, or free bits put a floor under a KL that the objective then does not have.
void require_tempered(const Prior& prior, double entropy_factor, double free_nats);
/// The same of the priors of all posteriors in a network.
void require_tempered(const torch::nn::Module& network, double entropy_factor, double free_nats);

}  // namespace bayes

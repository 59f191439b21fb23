#pragma once

#include <cstdint>
#include <memory>

#include "bayes/core/fields.h"
#include "bayes/likelihoods/likelihood.h"

namespace bayes {

struct BernoulliOptions {
  template <class Options, class Visitor>
  static void visit_fields(Options&, Visitor&&) {}
};

/// L labels at once, each present or absent, independent given the outputs: outputs [N, L] are logits,
/// targets [N, L] of 0 and 1, int64 or floating point. The negative log likelihood of an example is the sum
/// over its labels; its score the share of them whose probability lies on the right side of 1/2. Throws
/// `Error` where there are no labels.
std::shared_ptr<const Likelihood> bernoulli(const BernoulliOptions& options, std::int64_t labels);

}  // namespace bayes

#pragma once

#include <string>

#include "bayes/core/fields.h"

namespace bnn {

/// What a network starts from, instead of weights drawn at random.
struct StartSection {
  std::string from;
  double sigma_share = 0.1;
  bool centre_prior = false;
  template <class Section, class Visitor>
  static void visit_fields(Section& section, Visitor&& field) {
    field("from", section.from, bayes::any(),
          "Folder of a run, or safetensors file, with weights of this architecture; empty for none.");
    field("sigma_share", section.sigma_share, bayes::positive(),
          "Standard deviation of a variational weight at the start, as a share of the weight.");
    field("centre_prior", section.centre_prior, bayes::any(),
          "Whether the prior of every variational weight is shifted to it (Krishnan et al. 2020).");
  }
};

}  // namespace bnn

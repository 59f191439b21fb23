#pragma once

#include <string>

#include "bayes/core/fields.h"
#include "bayes/layers/families/network.h"

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

/// SHA-256 of the file of weights to start from; empty where there is none. Throws `bayes::Error` where it
/// cannot be read.
std::string start_checksum(const StartSection& start);

/// The architecture whose networks start as `start` says. Reads the weights now. Throws `bayes::Error` where
/// they cannot be read; the architecture, called, where they do not fit.
bayes::Architecture started(const bayes::Architecture& architecture, const StartSection& start);

/// The architecture for weights that are loaded afterwards: needs no file.
bayes::Architecture to_be_loaded(const bayes::Architecture& architecture, const StartSection& start);

}  // namespace bnn

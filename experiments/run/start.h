#pragma once

#include <string>

#include "bayes/layers/families/network.h"
#include "experiments/config/start_section.h"

namespace bnn {

/// SHA-256 of the file of weights to start from; empty where there is none. Throws `bayes::Error` where it
/// cannot be read.
std::string start_checksum(const StartSection& start);

/// The architecture whose networks start as `start` says. Reads the weights now. Throws `bayes::Error` where
/// they cannot be read; the architecture, called, where they do not fit.
bayes::Architecture started(const bayes::Architecture& architecture, const StartSection& start);

/// The architecture for weights that are loaded afterwards: needs no file.
bayes::Architecture to_be_loaded(const bayes::Architecture& architecture, const StartSection& start);

}  // namespace bnn

#pragma once

#include "bayes/engine/sharding.h"

namespace bayes {

/// What a step of training does, the same in all of them.
struct StepOptions {
  Sharding sharding;
  double clip_norm = 0.0;  ///< longest gradient of the whole objective; 0 for any
  double free_nats = 0.0;  ///< nats per weight below which a KL is not lowered; 0 for none
};

}  // namespace bayes

#include "notebooks_export/records/complexity.h"

namespace report {

std::string complexity_title(Complexity complexity) {
  if (complexity == Complexity::kKl) return "KL";
  return complexity == Complexity::kMinusLogPrior ? "−log prior" : "KL + −log prior";
}

std::string complexity_key(Complexity complexity) {
  if (complexity == Complexity::kKl) return "kl";
  return complexity == Complexity::kMinusLogPrior ? "minus_log_prior" : "both";
}

Complexity complexity_of(const std::string& key) {
  for (const auto complexity : {Complexity::kKl, Complexity::kMinusLogPrior}) {
    if (complexity_key(complexity) == key) return complexity;
  }
  return Complexity::kBoth;
}

std::string complexity_reading(Complexity complexity) {
  const std::string kl = "The KL is what the weights have learnt beyond the prior.";
  const std::string density =
      "−log prior is how unlikely the prior finds the weights, up to a constant of their number: the penalty "
      "of a "
      "point estimate, not a KL, and not to be compared with one.";
  if (complexity == Complexity::kKl) return kl;
  return complexity == Complexity::kMinusLogPrior
             ? density
             : kl + " Of weights that are points it is −log prior. " + density;
}

}  // namespace report

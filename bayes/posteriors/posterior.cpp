#include "bayes/posteriors/posterior.h"

namespace bayes {

torch::Tensor saved_mu(const State& saved) {
  const auto mu = saved.find("mu");
  return mu == saved.end() ? torch::Tensor() : mu->second;
}

}  // namespace bayes

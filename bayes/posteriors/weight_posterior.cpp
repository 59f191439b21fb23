#include "bayes/posteriors/weight_posterior.h"

#include <cmath>

#include "bayes/core/error.h"

namespace bayes {

void require_posterior(const std::string& where, double initial_sigma, const Prior* prior) {
  if (!(initial_sigma > 0.0) || !std::isfinite(initial_sigma)) {
    throw Error("the initial sigma of a posterior is " + std::to_string(initial_sigma), where,
                "choose a number > 0, such as 0.05");
  }
  if (prior == nullptr || !prior->is_proper()) {
    throw Error("a variational posterior needs a proper prior: the KL from a flat one does not exist", where,
                "choose a proper prior, such as gaussian");
  }
}

}  // namespace bayes

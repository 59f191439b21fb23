#include "bayes/posteriors/weight_posterior.h"

#include <limits>
#include <sstream>

#include "bayes/core/error.h"

namespace bayes {

void require_posterior(const std::string& where, double initial_sigma, const Prior* prior) {
  // Below the normal numbers of single precision the kernels take sigma for 0, and the KL is infinite; above
  // the largest, sigma is.
  using Single = std::numeric_limits<float>;
  if (!(initial_sigma >= Single::min() && initial_sigma <= Single::max())) {
    std::ostringstream number;
    number << initial_sigma;
    throw Error("the initial sigma of a posterior is " + number.str(), where,
                "choose a number > 0 that single precision has, such as 0.05");
  }
  if (prior == nullptr || !prior->is_proper()) {
    throw Error("a variational posterior needs a proper prior: the KL from a flat one does not exist", where,
                "choose a proper prior, such as gaussian");
  }
}

}  // namespace bayes

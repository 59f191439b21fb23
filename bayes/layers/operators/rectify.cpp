#include "bayes/layers/operators/rectify.h"

#include "bayes/core/shared_prefix.h"

namespace bayes {

torch::Tensor rectify(const torch::Tensor& x) {
  static const char layer = 0;  // an address
  return SharedPrefix::remember(&layer, x, [&] { return x.relu(); });
}

torch::Tensor rectify_(torch::Tensor x) { return SharedPrefix::is_known(x) ? rectify(x) : x.relu_(); }

}  // namespace bayes

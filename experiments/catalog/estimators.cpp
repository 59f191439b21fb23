#include "experiments/catalog/estimators.h"

namespace bnn {

const std::vector<Described>& estimators() {
  static const std::vector<Described> list{
      {"weight_sampling", "Weight sampling",
       "One draw of the weights for all images of a batch, or of a shard; one pass.",
       "Blundell et al. 2015, section 3.2"},
      {"local_reparameterisation", "Local reparameterisation",
       "Outputs are drawn instead, for each image by itself: the least variance of the gradient, two passes.",
       "Kingma et al. 2015, section 2.3"},
      {"flipout", "Flipout",
       "One draw whose signs are flipped for each image: draws that are nearly independent, in two passes.",
       "Wen et al. 2018, section 3.1"},
  };
  return list;
}

}  // namespace bnn

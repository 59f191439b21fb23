#include "experiments/catalog/posteriors.h"

namespace bnn {

const std::vector<Described>& posteriors() {
  static const std::vector<Described> list{
      {"mean_field", "Mean field", "An independent Gaussian for every weight.", "Blundell et al. 2015"},
      {"tied", "Tied Gaussian",
       "Independent Gaussians whose standard deviations are sums of `rank` products of rows and columns.",
       "Swiatkowski et al. 2020, section 3"},
      {"low_rank", "Low rank plus diagonal",
       "Gaussians with `rank` directions in which the weights of a tensor covary.", "Ong et al. 2018"},
      {"matrix", "Matrix normal", "The weights of a layer covary by its outputs and by its inputs.",
       "Louizos & Welling 2016"},
      {"rank_one", "Rank one", "Points times random factors of a layer's outputs and of its inputs.",
       "Dusenberry et al. 2020"},
      {"radial", "Radial", "A random direction times a random length: close to the mean in any dimension.",
       "Farquhar et al. 2020, section 3"},
  };
  return list;
}

}  // namespace bnn

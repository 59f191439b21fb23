#include "experiments/catalog/conformal_methods.h"

#include "bayes/conformal/adaptive_sets.h"
#include "bayes/conformal/least_ambiguous_sets.h"

namespace bnn {

const std::vector<Entry<MakeConformalMethod>>& conformal_methods() {
  using namespace bayes;
  static const std::vector<Entry<MakeConformalMethod>> list{
      entry<MakeConformalMethod, ConformalOptions>(
          "lac", "Least ambiguous sets", "All classes above one probability: small sets, some empty.",
          "Sadinle et al. 2019", least_ambiguous_sets),
      entry<MakeConformalMethod, AdaptiveSetsOptions>(
          "aps", "Adaptive sets", "The likeliest classes up to one sum: sets grow with the uncertainty.",
          "Romano et al. 2020", adaptive_sets),
      entry<MakeConformalMethod, RegularisedAdaptiveSetsOptions>(
          "raps", "Regularised adaptive sets", "Adaptive sets with a penalty on unlikely classes.",
          "Angelopoulos et al. 2021", regularised_adaptive_sets),
  };
  return list;
}

}  // namespace bnn

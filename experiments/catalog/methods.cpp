#include "experiments/catalog/methods.h"

#include "bayes/methods/bayes_by_backprop.h"
#include "bayes/methods/concrete_dropout.h"
#include "bayes/methods/deep_ensemble.h"
#include "bayes/methods/drop_connect.h"
#include "bayes/methods/gaussian_dropout.h"
#include "bayes/methods/map.h"
#include "bayes/methods/mc_dropout.h"

namespace bnn {

const std::vector<Entry<MakeMethod>>& methods() {
  using namespace bayes;
  static const std::vector<Entry<MakeMethod>> list{
      entry<MakeMethod, MapOptions>("map", "MAP",
                                    "One network at the maximum of the posterior: the plain network.",
                                    "Bishop 2006, section 5.5", bayes::map),
      entry<MakeMethod, ChosenLayersOptions<DropoutOptions>>(
          "mc_dropout", "MC dropout", "Dropout in training and prediction; each mask is a posterior draw.",
          "Gal & Ghahramani 2016", mc_dropout),
      entry<MakeMethod, ChosenLayersOptions<GaussianDropoutOptions>>(
          "gaussian_dropout", "Gaussian dropout",
          "Inputs multiplied by Gaussian noise in training and "
          "prediction; each draw of it is one of the posterior.",
          "Srivastava et al. 2014, section 10", gaussian_dropout),
      entry<MakeMethod, ChosenLayersOptions<DropConnectOptions>>(
          "drop_connect", "DropConnect",
          "Weights dropped in training and prediction; each mask is a posterior draw.", "Wan et al. 2013",
          drop_connect),
      entry<MakeMethod, ChosenLayersOptions<ConcreteDropoutOptions>>(
          "concrete_dropout", "Concrete dropout", "MC dropout whose rates are learnt, one for each layer.",
          "Gal, Hron & Kendall 2017", concrete_dropout),
      entry<MakeMethod, ChosenLayersOptions<VariationalOptions>>(
          "bayes_by_backprop", "Bayes by Backprop",
          "A Gaussian for every weight, by the evidence lower bound.", "Blundell et al. 2015",
          bayes_by_backprop),
      entry<MakeMethod, DeepEnsembleOptions>("deep_ensemble", "Deep ensemble",
                                             "Several plain networks, averaged as draws of a posterior.",
                                             "Lakshminarayanan et al. 2017", deep_ensemble),
  };
  return list;
}

}  // namespace bnn

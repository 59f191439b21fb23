#include "experiments/catalog/methods.h"

#include "bayes/methods/bayes_by_backprop.h"
#include "bayes/methods/concrete_dropout.h"
#include "bayes/methods/deep_ensemble.h"
#include "bayes/methods/drop_connect.h"
#include "bayes/methods/gaussian_dropout.h"
#include "bayes/methods/map.h"
#include "bayes/methods/mc_dropout.h"

namespace bnn {
namespace {

constexpr char kBlundell[] =
    "@inproceedings{blundell2015weight,\n"
    "  title     = {Weight Uncertainty in Neural Networks},\n"
    "  author    = {Blundell, Charles and Cornebise, Julien and Kavukcuoglu, Koray and Wierstra, Daan},\n"
    "  booktitle = {International Conference on Machine Learning},\n"
    "  year      = {2015}\n"
    "}\n";
constexpr char kGal[] =
    "@inproceedings{gal2016dropout,\n"
    "  title     = {Dropout as a {B}ayesian Approximation: Representing Model Uncertainty in Deep "
    "Learning},\n"
    "  author    = {Gal, Yarin and Ghahramani, Zoubin},\n"
    "  booktitle = {International Conference on Machine Learning},\n"
    "  year      = {2016}\n"
    "}\n";
constexpr char kGalConcrete[] =
    "@inproceedings{gal2017concrete,\n"
    "  title     = {Concrete Dropout},\n"
    "  author    = {Gal, Yarin and Hron, Jiri and Kendall, Alex},\n"
    "  booktitle = {Advances in Neural Information Processing Systems},\n"
    "  year      = {2017}\n"
    "}\n";
constexpr char kLakshminarayanan[] =
    "@inproceedings{lakshminarayanan2017simple,\n"
    "  title     = {Simple and Scalable Predictive Uncertainty Estimation using Deep Ensembles},\n"
    "  author    = {Lakshminarayanan, Balaji and Pritzel, Alexander and Blundell, Charles},\n"
    "  booktitle = {Advances in Neural Information Processing Systems},\n"
    "  year      = {2017}\n"
    "}\n";
constexpr char kSrivastava[] =
    "@article{srivastava2014dropout,\n"
    "  title   = {Dropout: A Simple Way to Prevent Neural Networks from Overfitting},\n"
    "  author  = {Srivastava, Nitish and Hinton, Geoffrey and Krizhevsky, Alex and Sutskever, Ilya and "
    "Salakhutdinov, Ruslan},\n"
    "  journal = {Journal of Machine Learning Research},\n"
    "  volume  = {15},\n"
    "  pages   = {1929--1958},\n"
    "  year    = {2014}\n"
    "}\n";
constexpr char kWan[] =
    "@inproceedings{wan2013regularization,\n"
    "  title     = {Regularization of Neural Networks using {DropConnect}},\n"
    "  author    = {Wan, Li and Zeiler, Matthew and Zhang, Sixin and Le Cun, Yann and Fergus, Rob},\n"
    "  booktitle = {International Conference on Machine Learning},\n"
    "  year      = {2013}\n"
    "}\n";

}  // namespace

const std::vector<Entry<MakeMethod>>& methods() {
  using namespace bayes;
  static const std::vector<Entry<MakeMethod>> list{
      entry<MakeMethod, MapOptions>("map", "MAP",
                                    "One network at the maximum of the posterior: the plain network.",
                                    "Bishop 2006, section 5.5", bayes::map),
      entry<MakeMethod, ChosenLayersOptions<DropoutOptions>>(
          "mc_dropout", "MC dropout", "Dropout in training and prediction; each mask is a posterior draw.",
          "Gal & Ghahramani 2016", mc_dropout, kGal),
      entry<MakeMethod, ChosenLayersOptions<GaussianDropoutOptions>>(
          "gaussian_dropout", "Gaussian dropout",
          "Inputs multiplied by Gaussian noise in training and "
          "prediction; each draw of it is one of the posterior.",
          "Srivastava et al. 2014, section 10", gaussian_dropout, kSrivastava),
      entry<MakeMethod, ChosenLayersOptions<DropConnectOptions>>(
          "drop_connect", "DropConnect",
          "Weights dropped in training and prediction; each mask is a posterior draw.", "Wan et al. 2013",
          drop_connect, kWan),
      entry<MakeMethod, ChosenLayersOptions<ConcreteDropoutOptions>>(
          "concrete_dropout", "Concrete dropout", "MC dropout whose rates are learnt, one for each layer.",
          "Gal, Hron & Kendall 2017", concrete_dropout, kGalConcrete),
      entry<MakeMethod, ChosenLayersOptions<VariationalOptions>>(
          "bayes_by_backprop", "Bayes by Backprop",
          "A Gaussian for every weight, by the evidence lower bound.", "Blundell et al. 2015",
          bayes_by_backprop, kBlundell),
      entry<MakeMethod, DeepEnsembleOptions>(
          "deep_ensemble", "Deep ensemble", "Several plain networks, averaged as draws of a posterior.",
          "Lakshminarayanan et al. 2017", deep_ensemble, kLakshminarayanan),
  };
  return list;
}

std::string paper_of(const std::string& method) {
  for (const auto& entry : methods()) {
    if (entry.name == method) return entry.bibtex;
  }
  return "";
}

}  // namespace bnn

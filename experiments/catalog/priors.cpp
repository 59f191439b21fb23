#include "experiments/catalog/priors.h"

#include "bayes/priors/empirical_gaussian.h"
#include "bayes/priors/flat.h"
#include "bayes/priors/gaussian.h"
#include "bayes/priors/horseshoe.h"
#include "bayes/priors/laplace.h"
#include "bayes/priors/scale_mixture.h"
#include "bayes/priors/scaled_gaussian.h"
#include "bayes/priors/spike_and_slab.h"
#include "bayes/priors/student_t.h"

namespace bnn {
namespace {

template <class Prior, class Options>
Entry<MakePrior> prior(const char* name, const char* title, const char* summary, const char* reference) {
  return entry<MakePrior, Options>(name, title, summary, reference,
                                   [](const Options& options) { return std::make_shared<Prior>(options); });
}

}  // namespace

const std::vector<Entry<MakePrior>>& priors() {
  using namespace bayes;
  static const std::vector<Entry<MakePrior>> list{
      prior<GaussianPriorImpl, GaussianPriorOptions>("gaussian", "Gaussian",
                                                     "N(mean, sigma^2) for every weight.", "MacKay 1992"),
      prior<ScaledGaussianPriorImpl, ScaledGaussianPriorOptions>(
          "scaled_gaussian", "Scaled Gaussian", "N(0, sigma^2) with sigma by the layer's fan-in.",
          "He et al. 2015; Glorot & Bengio 2010; Neal 1996"),
      prior<EmpiricalGaussianPriorImpl, EmpiricalGaussianPriorOptions>(
          "empirical_gaussian", "Empirical Gaussian",
          "N(0, sigma^2) with the sigma that fits each layer's posterior best; for variational methods.",
          "MacKay 1992"),
      prior<ScaleMixturePriorImpl, ScaleMixturePriorOptions>(
          "scale_mixture", "Scale mixture", "A wide and a narrow Gaussian around zero; KL by Monte Carlo.",
          "Blundell et al. 2015, section 3.3"),
      entry<MakePrior, SpikeAndSlabPriorOptions>(
          "spike_and_slab", "Spike and slab", "The scale mixture by its narrow part; KL by Monte Carlo.",
          "George & McCulloch 1993",
          [](const SpikeAndSlabPriorOptions& options) { return spike_and_slab_prior(options).ptr(); }),
      prior<HorseshoePriorImpl, HorseshoePriorOptions>(
          "horseshoe", "Horseshoe",
          "Most weights near zero, a few free, by scales that are learnt; for variational methods.",
          "Carvalho et al. 2010; Ghosh et al. 2018"),
      prior<LaplacePriorImpl, LaplacePriorOptions>(
          "laplace", "Laplace", "Laplace(mean, scale) for every weight: MAP with it is the lasso.",
          "Williams 1995"),
      prior<StudentTPriorImpl, StudentTPriorOptions>(
          "student_t", "Student-t", "Heavy tails: a few weights may be large; KL by Monte Carlo.",
          "Fortuin et al. 2022, section 4"),
      prior<FlatPriorImpl, FlatPriorOptions>(
          "flat", "Flat",
          "Improper and uniform: MAP becomes maximum likelihood; not for variational methods.", ""),
  };
  return list;
}

}  // namespace bnn

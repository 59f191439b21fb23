#include "experiments/catalog/likelihoods.h"

#include "bayes/likelihoods/bernoulli.h"
#include "bayes/likelihoods/categorical.h"
#include "bayes/likelihoods/gaussian.h"
#include "bayes/likelihoods/heteroscedastic.h"
#include "bayes/likelihoods/student_t.h"

namespace bnn {
namespace {

template <class Options, class Function>
Entry<FindLikelihood> likelihood(const char* name, const char* title, const char* summary,
                                 const char* reference, Targets takes, Function make) {
  return entry<FindLikelihood, Options>(name, title, summary, reference, [=](const Options& options) {
    return KnownLikelihood{takes, [=](const TargetScale& targets) { return make(options, targets.count); }};
  });
}

// Of numbers, whose noise is given in their unit.
template <class Options, class Function>
Entry<FindLikelihood> with_noise_in_unit(const char* name, const char* title, const char* summary,
                                         const char* reference, Function make) {
  return entry<FindLikelihood, Options>(name, title, summary, reference, [=](const Options& options) {
    return KnownLikelihood{Targets::kNumbers, [=](const TargetScale& targets) {
                             std::vector<double> unit;
                             if (targets.sd.defined()) {
                               const auto* sd = targets.sd.template data_ptr<double>();
                               unit.assign(sd, sd + targets.sd.numel());
                             }
                             return make(options, targets.count, unit);
                           }};
  });
}

}  // namespace

const std::vector<Entry<FindLikelihood>>& likelihoods() {
  using namespace bayes;
  static const std::vector<Entry<FindLikelihood>> list{
      likelihood<CategoricalOptions>("categorical", "Categorical", "One of C classes an example; logits.",
                                     "Bishop 2006, section 4.3.4", Targets::kClasses, categorical),
      likelihood<BernoulliOptions>("bernoulli", "Bernoulli",
                                   "Several labels an example, each there or not by itself; logits.",
                                   "Bishop 2006, section 4.3.2", Targets::kIndicators, bernoulli),
      with_noise_in_unit<GaussianOptions>("gaussian", "Gaussian",
                                          "Numbers with normal noise, the same for all examples.",
                                          "Bishop 2006, section 3.1", gaussian),
      likelihood<HeteroscedasticOptions>(
          "heteroscedastic", "Heteroscedastic Gaussian",
          "Numbers with normal noise that the network predicts for each example.", "Nix & Weigend 1994",
          Targets::kNumbers, heteroscedastic),
      with_noise_in_unit<StudentTOptions>("student_t", "Student-t",
                                          "Numbers with noise of heavy tails, which outliers hardly move.",
                                          "Lange et al. 1989", student_t),
  };
  return list;
}

}  // namespace bnn

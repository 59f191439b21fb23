#include "experiments/catalog/likelihoods.h"

#include "bayes/likelihoods/bernoulli.h"
#include "bayes/likelihoods/categorical.h"

namespace bnn {
namespace {

template <class Options, class Function>
Entry<FindLikelihood> likelihood(const char* name, const char* title, const char* summary,
                                 const char* reference, Targets takes, Function make) {
  return entry<FindLikelihood, Options>(name, title, summary, reference, [=](const Options& options) {
    return KnownLikelihood{takes, [=](std::int64_t count) { return make(options, count); }};
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
  };
  return list;
}

}  // namespace bnn

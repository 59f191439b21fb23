#include "bayes/posteriors/weight_source.h"

#include "bayes/core/draw.h"
#include "bayes/posteriors/weight_posterior.h"

namespace bayes {

torch::Tensor WeightSource::ask(const WeightPosterior& posterior, WeightForm form) {
  WeightSource* source = Pass::current().weight_source;
  return source == nullptr ? torch::Tensor() : source->provide(posterior, form);
}

void take_noise_place(const WeightPosterior& posterior, WeightForm form) {
  Draw* scope = Draw::current();
  const bool has_noise = form == WeightForm::kDraw || form == WeightForm::kPerturbation;
  if (scope != nullptr && has_noise) scope->weight_key(&posterior);
}

}  // namespace bayes

#include "bayes/posteriors/weight_source.h"

#include "bayes/core/draw.h"
#include "bayes/posteriors/weight_posterior.h"

namespace bayes {
namespace {

thread_local WeightSource* current_source = nullptr;

}  // namespace

WeightSource::WeightSource() : outer_(current_source) { current_source = this; }

WeightSource::~WeightSource() { current_source = outer_; }

torch::Tensor WeightSource::ask(const WeightPosterior& posterior, WeightForm form) {
  return current_source == nullptr ? torch::Tensor() : current_source->provide(posterior, form);
}

void take_noise_place(const WeightPosterior& posterior, WeightForm form) {
  Draw* scope = Draw::current();
  const bool has_noise = form == WeightForm::kDraw || form == WeightForm::kPerturbation;
  if (scope != nullptr && has_noise) scope->weight_key(&posterior);
}

}  // namespace bayes

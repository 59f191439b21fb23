#include "bayes/engine/trained_weights.h"

#include <map>
#include <set>

#include "bayes/core/draw.h"
#include "bayes/posteriors/random_weights.h"
#include "bayes/priors/flat.h"

namespace bayes {
namespace {

class RequestRecorder : public WeightSource {
 public:
  torch::Tensor provide(const WeightPosterior& posterior, WeightForm form) override {
    requests_[&posterior].insert(form);
    return {};
  }

  // The one form beside the mean; kMean where the fused step does not know what to make of the requests.
  WeightForm form_of(const WeightPosterior& posterior) const {
    static const std::map<std::set<WeightForm>, WeightForm> known = {
        {{WeightForm::kDraw}, WeightForm::kDraw},
        {{WeightForm::kMean, WeightForm::kPerturbation}, WeightForm::kPerturbation},
        {{WeightForm::kMean, WeightForm::kVariance}, WeightForm::kVariance},
    };
    const auto asked = requests_.find(&posterior);
    if (asked == requests_.end()) return WeightForm::kMean;
    const auto form = known.find(asked->second);
    return form == known.end() ? WeightForm::kMean : form->second;
  }

 private:
  std::map<const WeightPosterior*, std::set<WeightForm>> requests_;
};

bool serves(const torch::Tensor& parameter) {
  return parameter.is_cpu() && parameter.scalar_type() == torch::kFloat32 && parameter.is_contiguous() &&
         parameter.requires_grad();
}

// What a forward pass asks for, and where the noise of each posterior lies.
void listen(Network& network, const torch::Tensor& inputs, Draw& draw, RequestRecorder& recorder,
            std::vector<TrainedWeight>& weights) {
  const torch::NoGradGuard no_grad;
  const bool was_training = network.is_training();
  network.eval();  // statistics of batches stay as they are
  network.forward(inputs);
  network.train(was_training);
  for (auto& weight : weights) {
    if (weight.is_point()) continue;
    weight.form = recorder.form_of(*weight.posterior);
    weight.noise = draw.weight_key(weight.posterior);
  }
}

// What multiplies each weight that no posterior holds where it acts; none for the others.
std::map<const torch::TensorImpl*, WeightNoise> noise_of_points(const std::vector<HeldWeights>& all_held) {
  std::map<const torch::TensorImpl*, WeightNoise> all;
  for (const auto& held : all_held) {
    if (held.random == nullptr || held.posterior() != nullptr) continue;
    const auto noise = held.random->acting_noise();
    const auto weights = held.random->weights();
    for (std::size_t i = 0; i < noise.size(); ++i) all[weights.at(i).unsafeGetTensorImpl()] = noise[i];
  }
  return all;
}

}  // namespace

std::optional<std::vector<TrainedWeight>> trained_weights(Network& network, const Prior& point_prior,
                                                          const NamedParameters& parameters,
                                                          const torch::Tensor& inputs, std::uint64_t seed) {
  static const FlatPrior flat;
  std::vector<TrainedWeight> weights;
  std::map<const torch::TensorImpl*, std::size_t> places;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (!serves(parameters[i].second)) return std::nullopt;
    places[parameters[i].second.unsafeGetTensorImpl()] = i;
  }
  std::set<const torch::TensorImpl*> of_posteriors;
  std::map<const torch::TensorImpl*, std::size_t> of_priors;  // a prior's parameter -> its posterior's place
  const auto all_held = held_weights(network);
  for (const auto& held : all_held) {
    const auto* posterior = held.posterior();
    if (posterior == nullptr) continue;
    const auto gaussian = posterior->mean_field();
    if (!gaussian) return std::nullopt;
    const auto of_prior = posterior->prior->parameters();
    if (!of_prior.empty() &&
        !posterior->prior->kl_from_gaussian(gaussian->mu, torch::softplus(gaussian->rho)))
      return std::nullopt;
    for (const auto& parameter : of_prior) of_priors[parameter.unsafeGetTensorImpl()] = weights.size();
    const auto *mu = gaussian->mu.unsafeGetTensorImpl(), *rho = gaussian->rho.unsafeGetTensorImpl();
    if (places.count(mu) == 0 || places.count(rho) == 0) return std::nullopt;
    weights.push_back({held.name,
                       gaussian->mu,
                       places[mu],
                       posterior->prior.get(),
                       {},
                       posterior,
                       gaussian->rho,
                       places[rho]});
    of_posteriors.insert({mu, rho});
  }
  Draw draw({seed, Stream::kTraining, 0, 0}, 0, Draw::Kl::kSkip);
  RequestRecorder recorder;
  listen(network, inputs, draw, recorder, weights);
  for (const auto& weight : weights) {
    if (weight.form == WeightForm::kMean) return std::nullopt;
  }
  auto noise_of = noise_of_points(all_held);
  std::set<const torch::TensorImpl*> without_prior;
  for (const auto& parameter : parameters_without_prior(network))
    without_prior.insert(parameter.unsafeGetTensorImpl());
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const auto& [name, parameter] = parameters[i];
    if (of_posteriors.count(parameter.unsafeGetTensorImpl()) != 0) continue;
    const auto owner = of_priors.find(parameter.unsafeGetTensorImpl());
    const bool is_of_prior = owner != of_priors.end();
    if (is_of_prior) weights[owner->second].of_prior.push_back(weights.size());
    const bool is_flat = is_of_prior || without_prior.count(parameter.unsafeGetTensorImpl()) != 0;
    weights.push_back(
        {name, parameter, i, is_flat ? &*flat : &point_prior, noise_of[parameter.unsafeGetTensorImpl()]});
  }
  return weights;
}

}  // namespace bayes

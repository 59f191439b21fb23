#include "bayes/layers/variational/variational_recurrence.h"

#include <cmath>

#include "bayes/core/error.h"
#include "bayes/layers/variational/estimator.h"
#include "bayes/priors/gaussian.h"

namespace bayes {

template <class Options>
VariationalRecurrence<Options>::VariationalRecurrence(const Options& recurrence,
                                                      const VariationalOptions& variational,
                                                      const std::shared_ptr<const Prior>& prior)
    : recurrence(recurrence),
      variational(variational),
      prior_(prior ? prior->copy() : GaussianPrior().ptr()) {
  const std::string name = std::string("Variational") + Recurrence<Options>::kName;
  require_recurrence(recurrence, name);
  if (variational.estimator != Estimator::kWeightSampling) {
    throw Error(std::string("the estimator ") + estimator_name(variational.estimator) +
                    " draws anew in every step, where a sequence is to see one draw of the weights",
                name, "choose the estimator weight_sampling");
  }
  require_mean_field(variational, name);
  reset();
}

template <class Options>
void VariationalRecurrence<Options>::reset() {
  weights.clear();
  for (const auto& weight : recurrent_weights(recurrence)) {
    weights.push_back(this->register_module(
        weight.name, MeanFieldGaussian(weight.sizes, variational.initial_sigma, prior_)));
  }
  reset_parameters();
}

template <class Options>
void VariationalRecurrence<Options>::reset_parameters() {
  const double bound = 1.0 / std::sqrt(static_cast<double>(recurrence.hidden_size()));
  for (auto& weight : weights) weight->reset_parameters(bound);
}

template <class Options>
void VariationalRecurrence<Options>::pretty_print(std::ostream& stream) const {
  stream << "bayes::Variational" << Recurrence<Options>::kName << "(";
  print_recurrence(stream, recurrence);
  stream << ", estimator=" << estimator_name(variational.estimator) << ")";
}

template <class Options>
RecurrentOutput<Options> VariationalRecurrence<Options>::forward(
    const torch::Tensor& input, const Optional<RecurrentState<Options>>& state) {
  require_sequences(recurrence, input, "Variational");
  std::vector<torch::Tensor> drawn;
  for (const auto& weight : weights) drawn.push_back(weight->draw());
  return recur(recurrence, input, state, drawn);
}

template class VariationalRecurrence<torch::nn::LSTMOptions>;
template class VariationalRecurrence<torch::nn::GRUOptions>;

}  // namespace bayes

#include "bayes/layers/dropout/dropout_recurrence.h"

#include <cmath>

#include "bayes/layers/dropout/monte_carlo_dropout.h"

namespace bayes {

template <class Options>
DropoutRecurrence<Options>::DropoutRecurrence(const Options& recurrence, const DropoutOptions& dropout,
                                              LayerInput sees)
    : recurrence(recurrence), dropout(dropout), sees(sees) {
  const std::string name = std::string("Dropout") + Recurrence<Options>::kName;
  require_recurrence(recurrence, name);
  require_dropout(dropout, name.c_str());
  reset();
}

template <class Options>
void DropoutRecurrence<Options>::reset() {
  const double bound = 1.0 / std::sqrt(static_cast<double>(recurrence.hidden_size()));
  weights.clear();
  for (const auto& weight : recurrent_weights(recurrence)) {
    const auto start = torch::empty(weight.sizes).uniform_(-bound, bound);
    weights.push_back(this->register_parameter(weight.name, start));
  }
}

template <class Options>
void DropoutRecurrence<Options>::pretty_print(std::ostream& stream) const {
  stream << "bayes::Dropout" << Recurrence<Options>::kName << "(";
  print_recurrence(stream, recurrence);
  stream << ", ";
  print_dropout(stream, dropout);
  stream << ")";
}

template <class Options>
std::vector<RecurrentFactors> DropoutRecurrence<Options>::factors(const torch::Tensor& input) const {
  const std::int64_t directions = recurrence.bidirectional() ? 2 : 1;
  const auto draw = [&](std::int64_t features) {
    return dropout_factors({input.size(0), features}, dropout, input.options().requires_grad(false));
  };
  std::vector<RecurrentFactors> all(recurrence.num_layers());
  for (std::size_t layer = 0; layer < all.size(); ++layer) {
    if (layer > 0) all[layer].input = draw(directions * recurrence.hidden_size());
    if (layer == 0 && sees == LayerInput::kFeatures) all[layer].input = draw(recurrence.input_size());
    for (std::int64_t direction = 0; direction < directions; ++direction) {
      all[layer].hidden.push_back(draw(recurrence.hidden_size()));
    }
  }
  return all;
}

template <class Options>
RecurrentOutput<Options> DropoutRecurrence<Options>::forward(const torch::Tensor& input,
                                                             const Optional<RecurrentState<Options>>& state) {
  require_sequences(recurrence, input, "Dropout");
  if (drops_inputs(dropout)) return recur_with_factors(recurrence, input, state, weights, factors(input));
  std::vector<torch::Tensor> left;
  for (const auto& weight : weights) {
    const bool is_bias = weight.dim() == 1;
    left.push_back(is_bias ? weight : drop_weights(weight, dropout));
  }
  return recur(recurrence, input, state, left);
}

template <class Options>
std::vector<WeightMoments> DropoutRecurrence<Options>::moments() const {
  std::vector<WeightMoments> moments;
  const auto names = recurrent_weights(recurrence);
  const auto noise = this->acting_noise();
  for (std::size_t i = 0; i < weights.size(); ++i) {
    moments.push_back(dropped_moments(names[i].name, weights[i], noise[i].rate));
  }
  return moments;
}

template <class Options>
std::vector<WeightNoise> DropoutRecurrence<Options>::acting_noise() const {
  std::vector<WeightNoise> noise;
  const auto names = recurrent_weights(recurrence);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const bool is_bias = weights[i].dim() == 1;
    const bool sees_data = dropout.noise != DropoutNoise::kWeights && sees == LayerInput::kData &&
                           names[i].name.rfind("weight_ih_l0", 0) == 0;
    noise.push_back(is_bias || sees_data ? WeightNoise{} : weight_noise(dropout));
  }
  return noise;
}

template class DropoutRecurrence<torch::nn::LSTMOptions>;
template class DropoutRecurrence<torch::nn::GRUOptions>;

}  // namespace bayes

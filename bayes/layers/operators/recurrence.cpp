#include "bayes/layers/operators/recurrence.h"

#include <ostream>

#include "bayes/core/error.h"
#include "bayes/core/shape.h"

namespace bayes {
namespace {

using torch::nn::GRUOptions;
using torch::nn::LSTMOptions;
using RecurrentTensors = std::vector<torch::Tensor>;

template <class Options>
std::int64_t directions_of(const Options& options) {
  return options.bidirectional() ? 2 : 1;
}

// The state of one layer and direction is [N, hidden], or two of these.
torch::Tensor hidden_of(const torch::Tensor& state) { return state; }
torch::Tensor hidden_of(const RecurrentState<LSTMOptions>& state) { return std::get<0>(state); }

torch::Tensor part_of_state(const torch::Tensor& state, std::int64_t index) { return state[index]; }
RecurrentState<LSTMOptions> part_of_state(const RecurrentState<LSTMOptions>& state, std::int64_t index) {
  return {std::get<0>(state)[index], std::get<1>(state)[index]};
}

torch::Tensor whole_state(const RecurrentTensors& parts) { return torch::stack(parts); }
RecurrentState<LSTMOptions> whole_state(const std::vector<RecurrentState<LSTMOptions>>& parts) {
  RecurrentTensors h, c;
  for (const auto& part : parts) {
    h.push_back(std::get<0>(part));
    c.push_back(std::get<1>(part));
  }
  return {torch::stack(h), torch::stack(c)};
}

template <class Options>
torch::Tensor zero_hidden(const Options& options, const torch::Tensor& input) {
  return torch::zeros({options.num_layers() * directions_of(options), input.size(0), options.hidden_size()},
                      input.options().requires_grad(false));
}
torch::Tensor zero_state(const GRUOptions& options, const torch::Tensor& input) {
  return zero_hidden(options, input);
}
RecurrentState<LSTMOptions> zero_state(const LSTMOptions& options, const torch::Tensor& input) {
  const auto zeros = zero_hidden(options, input);
  return {zeros, zeros};
}

RecurrentOutput<GRUOptions> by_libtorch(const GRUOptions& options, const torch::Tensor& input,
                                        const torch::Tensor& state, const RecurrentTensors& weights) {
  return torch::gru(input, state, weights, options.bias(), options.num_layers(), /*dropout=*/0.0,
                    /*train=*/false, options.bidirectional(), /*batch_first=*/true);
}
RecurrentOutput<LSTMOptions> by_libtorch(const LSTMOptions& options, const torch::Tensor& input,
                                         const RecurrentState<LSTMOptions>& state,
                                         const RecurrentTensors& weights) {
  const auto [output, h, c] = torch::lstm(
      input, {std::get<0>(state), std::get<1>(state)}, weights, options.bias(), options.num_layers(),
      /*dropout=*/0.0, /*train=*/false, options.bidirectional(), /*batch_first=*/true);
  return {output, {h, c}};
}

// One step: what the input and what the state give to the gates, [N, gates * hidden] each, with LibTorch's
// order of gates.
RecurrentState<LSTMOptions> recurrent_step(const torch::Tensor& of_input, const torch::Tensor& of_state,
                                           const RecurrentState<LSTMOptions>& state) {
  const auto gates = (of_input + of_state).chunk(4, /*dim=*/1);
  const auto in = gates[0].sigmoid(), forget = gates[1].sigmoid(), cell = gates[2].tanh();
  const auto c = forget * std::get<1>(state) + in * cell;
  return {gates[3].sigmoid() * c.tanh(), c};
}
torch::Tensor recurrent_step(const torch::Tensor& of_input, const torch::Tensor& of_state,
                             const torch::Tensor& h) {
  const auto x = of_input.chunk(3, /*dim=*/1), s = of_state.chunk(3, /*dim=*/1);
  const auto reset = (x[0] + s[0]).sigmoid(), update = (x[1] + s[1]).sigmoid();
  const auto proposed = (x[2] + reset * s[2]).tanh();
  return proposed + update * (h - proposed);
}

struct RecurrentDirection {
  torch::Tensor of_input, of_state, input_bias, state_bias;
};

// One layer in one direction; `state` goes from that before the first step to that after the last.
template <class State>
torch::Tensor recur_one_way(const torch::Tensor& input, const RecurrentDirection& weights,
                            const torch::Tensor& factors, bool backwards, State& state) {
  const auto of_input = torch::linear(input, weights.of_input, weights.input_bias).unbind(/*dim=*/1);
  const std::size_t steps = of_input.size();
  RecurrentTensors outputs(steps);
  for (std::size_t i = 0; i < steps; ++i) {
    const std::size_t t = backwards ? steps - 1 - i : i;
    const auto h = factors.defined() ? hidden_of(state) * factors : hidden_of(state);
    state = recurrent_step(of_input[t], torch::linear(h, weights.of_state, weights.state_bias), state);
    outputs[t] = hidden_of(state);
  }
  return torch::stack(outputs, /*dim=*/1);
}

void require_no_projection(const LSTMOptions& options, const std::string& layer) {
  if (options.proj_size() == 0) return;
  throw Error("proj_size is " + std::to_string(options.proj_size()), layer,
              "set it to 0 and put a linear layer behind the LSTM");
}
void require_no_projection(const GRUOptions&, const std::string&) {}

}  // namespace

template <class Options>
std::vector<RecurrentWeight> recurrent_weights(const Options& options) {
  std::vector<RecurrentWeight> weights;
  const std::int64_t rows = Recurrence<Options>::kGates * options.hidden_size();
  for (std::int64_t layer = 0; layer < options.num_layers(); ++layer) {
    const auto features = layer == 0 ? options.input_size() : options.hidden_size() * directions_of(options);
    for (const char* direction : {"", "_reverse"}) {
      if (*direction != '\0' && !options.bidirectional()) continue;
      const std::string end = "_l" + std::to_string(layer) + direction;
      weights.push_back({"weight_ih" + end, {rows, features}});
      weights.push_back({"weight_hh" + end, {rows, options.hidden_size()}});
      if (!options.bias()) continue;
      weights.push_back({"bias_ih" + end, {rows}});
      weights.push_back({"bias_hh" + end, {rows}});
    }
  }
  return weights;
}

template <class Options>
RecurrentOutput<Options> recur(const Options& options, const torch::Tensor& input,
                               const Optional<RecurrentState<Options>>& state,
                               const RecurrentTensors& weights) {
  return by_libtorch(options, input, state ? *state : zero_state(options, input), weights);
}

template <class Options>
RecurrentOutput<Options> recur_with_factors(const Options& options, const torch::Tensor& input,
                                            const Optional<RecurrentState<Options>>& state,
                                            const RecurrentTensors& weights,
                                            const std::vector<RecurrentFactors>& factors) {
  const auto before = state ? *state : zero_state(options, input);
  const std::int64_t directions = directions_of(options);
  std::vector<RecurrentState<Options>> after;
  auto weight = weights.begin();
  torch::Tensor x = input;
  for (std::int64_t layer = 0; layer < options.num_layers(); ++layer) {
    const auto& of_layer = factors.at(layer);
    if (of_layer.input.defined()) x = x * of_layer.input.unsqueeze(1);
    RecurrentTensors outputs;
    for (std::int64_t direction = 0; direction < directions; ++direction) {
      RecurrentDirection of_direction;
      of_direction.of_input = *weight++;
      of_direction.of_state = *weight++;
      if (options.bias()) {
        of_direction.input_bias = *weight++;
        of_direction.state_bias = *weight++;
      }
      auto now = part_of_state(before, layer * directions + direction);
      outputs.push_back(
          recur_one_way(x, of_direction, of_layer.hidden.at(direction), /*backwards=*/direction == 1, now));
      after.push_back(now);
    }
    x = directions == 1 ? outputs[0] : torch::cat(outputs, /*dim=*/2);
  }
  return {x, whole_state(after)};
}

template <class Options>
void require_recurrence(const Options& options, const std::string& layer) {
  if (!options.batch_first()) {
    throw Error("batch_first is not set", layer,
                "set it and give [N, T, input_size]: noise is numbered by the examples of dimension 0");
  }
  if (options.dropout() != 0.0) {
    throw Error("dropout is " + std::to_string(options.dropout()), layer,
                "set it to 0; a dropout layer's rate is in its DropoutOptions");
  }
  require_no_projection(options, layer);
}

template <class Options>
void require_sequences(const Options& options, const torch::Tensor& input, const char* family) {
  if (input.dim() == 3 && input.size(1) > 0 && input.size(2) == options.input_size()) return;
  throw Error("the input has shape " + shape_text(input.sizes()),
              std::string(family) + Recurrence<Options>::kName,
              "give [N, T, " + std::to_string(options.input_size()) + "], T at least 1");
}

template <class Options>
void print_recurrence(std::ostream& stream, const Options& options) {
  stream << options.input_size() << ", " << options.hidden_size();
  if (options.num_layers() != 1) stream << ", num_layers=" << options.num_layers();
  if (!options.bias()) stream << ", bias=false";
  if (options.bidirectional()) stream << ", bidirectional=true";
}

template std::vector<RecurrentWeight> recurrent_weights(const LSTMOptions&);
template std::vector<RecurrentWeight> recurrent_weights(const GRUOptions&);
template RecurrentOutput<LSTMOptions> recur(const LSTMOptions&, const torch::Tensor&,
                                            const Optional<RecurrentState<LSTMOptions>>&,
                                            const RecurrentTensors&);
template RecurrentOutput<GRUOptions> recur(const GRUOptions&, const torch::Tensor&,
                                           const Optional<torch::Tensor>&, const RecurrentTensors&);
template RecurrentOutput<LSTMOptions> recur_with_factors(const LSTMOptions&, const torch::Tensor&,
                                                         const Optional<RecurrentState<LSTMOptions>>&,
                                                         const RecurrentTensors&,
                                                         const std::vector<RecurrentFactors>&);
template RecurrentOutput<GRUOptions> recur_with_factors(const GRUOptions&, const torch::Tensor&,
                                                        const Optional<torch::Tensor>&,
                                                        const RecurrentTensors&,
                                                        const std::vector<RecurrentFactors>&);
template void require_recurrence(const LSTMOptions&, const std::string&);
template void require_recurrence(const GRUOptions&, const std::string&);
template void require_sequences(const LSTMOptions&, const torch::Tensor&, const char*);
template void require_sequences(const GRUOptions&, const torch::Tensor&, const char*);
template void print_recurrence(std::ostream&, const LSTMOptions&);
template void print_recurrence(std::ostream&, const GRUOptions&);

}  // namespace bayes

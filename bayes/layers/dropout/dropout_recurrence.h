#pragma once

#include <torch/nn/modules/common.h>
#include <torch/nn/modules/container/any.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <vector>

#include "bayes/core/cloneable.h"
#include "bayes/core/libtorch.h"
#include "bayes/layers/dropout/dropout_options.h"
#include "bayes/layers/operators/layer_input.h"
#include "bayes/layers/operators/recurrence.h"
#include "bayes/posteriors/weight_posterior.h"

namespace bayes {

/// LSTM or GRU, by the options (`torch::nn::LSTMOptions`, `GRUOptions`), whose inputs and states are dropped
/// at random in train() and eval(): MC dropout with masks that an example keeps over all its steps, so that
/// each is a draw of the weights of the whole sequence.
///
/// Dropped are the features of each layer's input and of the state where it enters the next step's gates, at
/// one rate, with one mask for all gates; the state that a gate lets pass is whole. Where the input is
/// `LayerInput::kData`, that of the first layer is whole too. DropConnect drops entries of the
/// weights instead, but for the biases. Takes the options of LibTorch's layer with
/// batch_first, and less dropout and proj_size; parameters have its names.
///   input   [N, T, input_size]
///   state   before the first step, as LibTorch's: of an LSTM h and c, of a GRU h, each [layers * directions,
///           N, hidden_size]; zeros where none is given
///   output  [N, T, directions * hidden_size], and the state after the last step
/// `DropoutOffGuard` gives the plain layer. Throws `Error` where the rate is not in [0, 1) or the input does
/// not have this shape. Source: Gal & Ghahramani 2016b, section 4.
template <class Options>
class DropoutRecurrence : public Cloneable<DropoutRecurrence<Options>, RandomWeights> {
 public:
  /// With `batch_first`: [N, T, input_size].
  DropoutRecurrence(std::int64_t input_size, std::int64_t hidden_size)
      : DropoutRecurrence(Options(input_size, hidden_size).batch_first(true)) {}
  explicit DropoutRecurrence(const Options& recurrence, const DropoutOptions& dropout = {},
                             LayerInput sees = LayerInput::kFeatures);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  RecurrentOutput<Options> forward(const torch::Tensor& input,
                                   const Optional<RecurrentState<Options>>& state = {});
  std::vector<WeightMoments> moments() const override;
  std::vector<WeightNoise> acting_noise() const override;

  Options recurrence;
  DropoutOptions dropout;
  LayerInput sees;
  std::vector<torch::Tensor> weights;  // in the order of `recurrent_weights`

 protected:
  FORWARD_HAS_DEFAULT_ARGS({1, torch::nn::AnyValue(Optional<RecurrentState<Options>>())})

 private:
  std::vector<RecurrentFactors> factors(const torch::Tensor& input) const;
};

using DropoutLSTMImpl = DropoutRecurrence<torch::nn::LSTMOptions>;
using DropoutGRUImpl = DropoutRecurrence<torch::nn::GRUOptions>;
TORCH_MODULE(DropoutLSTM);
TORCH_MODULE(DropoutGRU);

}  // namespace bayes

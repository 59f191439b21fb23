#pragma once

#include <torch/nn/modules/common.h>
#include <torch/nn/modules/container/any.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "bayes/core/cloneable.h"
#include "bayes/core/libtorch.h"
#include "bayes/layers/operators/recurrence.h"
#include "bayes/layers/variational/variational_options.h"
#include "bayes/posteriors/mean_field_gaussian.h"
#include "bayes/priors/prior.h"

namespace bayes {

/// LSTM or GRU, by the options (`torch::nn::LSTMOptions`, `GRUOptions`), whose weights are drawn from
/// Gaussian posteriors: one draw for the whole sequence and the whole batch, anew in each call.
///
/// Takes the options of LibTorch's layer with batch_first, and less dropout and proj_size; posteriors have
/// the names of its parameters ("weight_ih_l0", …). Any number of layers, one direction or two.
///   input   [N, T, input_size]
///   state   before the first step, as LibTorch's: of an LSTM h and c, of a GRU h, each [layers * directions,
///           N, hidden_size]; zeros where none is given
///   output  [N, T, directions * hidden_size], and the state after the last step
/// The KL of the draw goes to the `Draw` in scope: nats, summed over weights, not yet divided by the number
/// of training examples. `PosteriorMeanGuard` stops the draws. Throws `Error` where the input does not have
/// this shape, and for every estimator but weight sampling: fresh noise or signs in each step are not one
/// draw of the weights of a sequence. The default prior is N(0, 0.1^2).
/// Source: Fortunato, Blundell & Vinyals 2017 (without posterior sharpening).
template <class Options>
class VariationalRecurrence : public Cloneable<VariationalRecurrence<Options>> {
 public:
  /// With `batch_first`: [N, T, input_size].
  VariationalRecurrence(std::int64_t input_size, std::int64_t hidden_size)
      : VariationalRecurrence(Options(input_size, hidden_size).batch_first(true)) {}
  explicit VariationalRecurrence(const Options& recurrence, const VariationalOptions& variational = {},
                                 const std::shared_ptr<const Prior>& prior = nullptr);
  void reset() override;
  /// Starts mu as LibTorch starts the plain layer, sigma at `initial_sigma`.
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  RecurrentOutput<Options> forward(const torch::Tensor& input,
                                   const Optional<RecurrentState<Options>>& state = {});

  Options recurrence;
  VariationalOptions variational;
  std::vector<MeanFieldGaussian> weights;  // in the order of `recurrent_weights`

 protected:
  FORWARD_HAS_DEFAULT_ARGS({1, torch::nn::AnyValue(Optional<RecurrentState<Options>>())})

 private:
  std::shared_ptr<const Prior> prior_;  // what the posteriors copy
};

using VariationalLSTMImpl = VariationalRecurrence<torch::nn::LSTMOptions>;
using VariationalGRUImpl = VariationalRecurrence<torch::nn::GRUOptions>;
TORCH_MODULE(VariationalLSTM);
TORCH_MODULE(VariationalGRU);

}  // namespace bayes

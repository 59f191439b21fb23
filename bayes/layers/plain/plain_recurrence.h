#pragma once

#include <torch/nn/modules/rnn.h>

#include <memory>

#include "bayes/core/libtorch.h"
#include "bayes/layers/operators/recurrence.h"

namespace bayes {

/// `torch::nn::LSTM` or `GRU`, of whose output draws share what they can (see `SharedPrefix`). `Base` is
/// LibTorch's layer, `Options` are its own.
template <class Base, class Options>
class PlainRecurrence : public Base {
 public:
  explicit PlainRecurrence(const Options& options) : Base(options) {}
  RecurrentOutput<Options> forward(const torch::Tensor& input,
                                   const Optional<RecurrentState<Options>>& state = {});
  std::shared_ptr<torch::nn::Module> clone(const Optional<torch::Device>& device = kNullopt) const override;

 protected:
  FORWARD_HAS_DEFAULT_ARGS({1, torch::nn::AnyValue(Optional<RecurrentState<Options>>())})
};

using PlainLSTMImpl = PlainRecurrence<torch::nn::LSTMImpl, torch::nn::LSTMOptions>;
using PlainGRUImpl = PlainRecurrence<torch::nn::GRUImpl, torch::nn::GRUOptions>;
TORCH_MODULE(PlainLSTM);
TORCH_MODULE(PlainGRU);

}  // namespace bayes

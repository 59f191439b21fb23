#pragma once

#include <torch/nn/modules/rnn.h>

#include <memory>

#include "bayes/core/libtorch.h"
#include "bayes/layers/operators/recurrence.h"

namespace bayes {

/// `torch::nn::LSTM`, of whose output draws share what they can (see `SharedPrefix`).
class PlainLSTMImpl : public torch::nn::LSTMImpl {
 public:
  explicit PlainLSTMImpl(const torch::nn::LSTMOptions& options) : LSTMImpl(options) {}
  RecurrentOutput<torch::nn::LSTMOptions> forward(
      const torch::Tensor& input, const Optional<RecurrentState<torch::nn::LSTMOptions>>& state = {});
  std::shared_ptr<torch::nn::Module> clone(const Optional<torch::Device>& device = kNullopt) const override;

 protected:
  FORWARD_HAS_DEFAULT_ARGS({1, torch::nn::AnyValue(Optional<RecurrentState<torch::nn::LSTMOptions>>())})
};
TORCH_MODULE(PlainLSTM);

}  // namespace bayes

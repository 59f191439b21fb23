#include "models/lstm.h"

#include <string>
#include <tuple>
#include <utility>

#include "bayes/core/cloneable.h"
#include "bayes/core/error.h"
#include "bayes/layers/operators/recurrence.h"

namespace models {
namespace {

using bayes::LayerInput;

class RowsLstm : public bayes::Cloneable<RowsLstm, bayes::Network> {
 public:
  RowsLstm(std::shared_ptr<const bayes::LayerFactory> factory, const LstmOptions& options,
           const InputShape& shape)
      : factory_(std::move(factory)), options_(options), shape_(shape) {
    reset();
  }

  void reset() override {
    const auto recurrence = torch::nn::LSTMOptions(shape_.channels * shape_.width, options_.hidden);
    lstm_ = factory_->lstm("lstm",
                           torch::nn::LSTMOptions(recurrence).num_layers(options_.layers).batch_first(true),
                           LayerInput::kData);
    output_ = factory_->linear("output", torch::nn::LinearOptions(options_.hidden, shape_.classes),
                               LayerInput::kFeatures);
    register_module("lstm", lstm_.ptr());
    register_module("output", output_.ptr());
  }

  torch::Tensor forward(const torch::Tensor& images) override {
    const auto rows = images.transpose(1, 2).flatten(2);  // [N, height, channels * width]
    const auto states = std::get<0>(lstm_.forward<bayes::RecurrentOutput<torch::nn::LSTMOptions>>(rows));
    return output_.forward(states.select(/*dim=*/1, -1));
  }

 private:
  std::shared_ptr<const bayes::LayerFactory> factory_;
  LstmOptions options_;
  InputShape shape_;
  torch::nn::AnyModule lstm_, output_;
};

}  // namespace

bayes::Architecture lstm(const LstmOptions& options, const InputShape& shape) {
  if (options.hidden < 1 || options.layers < 1) {
    throw bayes::Error(std::to_string(options.layers) + " layers of width " + std::to_string(options.hidden),
                       "model", "choose 1 or more");
  }
  return [options, shape](std::shared_ptr<const bayes::LayerFactory> factory) {
    return std::make_shared<RowsLstm>(std::move(factory), options, shape);
  };
}

}  // namespace models

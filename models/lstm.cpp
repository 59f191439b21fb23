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

// Options: of LibTorch's recurrent layer.
template <class Options>
class RowReader : public bayes::Cloneable<RowReader<Options>, bayes::Network> {
 public:
  RowReader(std::shared_ptr<const bayes::LayerFactory> factory, const char* name, const LstmOptions& options,
            const InputShape& shape)
      : factory_(std::move(factory)), name_(name), options_(options), shape_(shape) {
    reset();
  }

  void reset() override {
    const auto recurrence = Options(shape_.channels * shape_.width, options_.hidden);
    recurrence_ = factory_->layer(name_, Options(recurrence).num_layers(options_.layers).batch_first(true),
                                  LayerInput::kData);
    output_ = factory_->linear("output", torch::nn::LinearOptions(options_.hidden, shape_.outputs),
                               LayerInput::kFeatures);
    this->register_module(name_, recurrence_.ptr());
    this->register_module("output", output_.ptr());
  }

  torch::Tensor forward(const torch::Tensor& images) override {
    const auto rows = images.transpose(1, 2).flatten(2);  // [N, height, channels * width]
    const auto states = std::get<0>(recurrence_.forward<bayes::RecurrentOutput<Options>>(rows));
    return output_.forward(states.select(/*dim=*/1, -1));
  }

 private:
  std::shared_ptr<const bayes::LayerFactory> factory_;
  std::string name_;
  LstmOptions options_;
  InputShape shape_;
  torch::nn::AnyModule recurrence_, output_;
};

}  // namespace

bayes::Architecture lstm(const LstmOptions& options, const InputShape& shape) {
  if (options.hidden < 1 || options.layers < 1) {
    throw bayes::Error(std::to_string(options.layers) + " layers of width " + std::to_string(options.hidden),
                       "model", "choose 1 or more");
  }
  return [options,
          shape](std::shared_ptr<const bayes::LayerFactory> factory) -> std::shared_ptr<bayes::Network> {
    if (options.cell == RecurrentCell::kGru) {
      return std::make_shared<RowReader<torch::nn::GRUOptions>>(std::move(factory), "gru", options, shape);
    }
    return std::make_shared<RowReader<torch::nn::LSTMOptions>>(std::move(factory), "lstm", options, shape);
  };
}

}  // namespace models

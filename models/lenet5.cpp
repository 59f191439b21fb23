#include "models/lenet5.h"

#include <string>
#include <utility>

#include "bayes/core/cloneable.h"
#include "bayes/core/error.h"
#include "bayes/layers/operators/rectify.h"
#include "bayes/layers/operators/relu_max_pool2d.h"

namespace models {
namespace {

using bayes::LayerInput;

class LeNet5 : public bayes::Cloneable<LeNet5, bayes::Network> {
 public:
  LeNet5(std::shared_ptr<const bayes::LayerFactory> factory, const InputShape& shape)
      : factory_(std::move(factory)), shape_(shape) {
    reset();
  }

  void reset() override {
    using Conv = torch::nn::Conv2dOptions;
    using Linear = torch::nn::LinearOptions;
    c1_ = factory_->conv2d("c1", Conv(shape_.channels, 6, 5).padding(2), LayerInput::kData);
    c3_ = factory_->conv2d("c3", Conv(6, 16, 5), LayerInput::kFeatures);
    c5_ = factory_->conv2d("c5", Conv(16, 120, 5), LayerInput::kFeatures);
    f6_ = factory_->linear("f6", Linear(120, 84), LayerInput::kFeatures);
    f7_ = factory_->linear("f7", Linear(84, shape_.outputs), LayerInput::kFeatures);
    register_module("c1", c1_.ptr());
    register_module("c3", c3_.ptr());
    register_module("c5", c5_.ptr());
    register_module("f6", f6_.ptr());
    register_module("f7", f7_.ptr());
  }

  torch::Tensor forward(const torch::Tensor& images) override {
    auto x = bayes::relu_max_pool2d(c1_.forward(images), 2);
    x = bayes::relu_max_pool2d(c3_.forward(x), 2);
    x = bayes::rectify(c5_.forward(x)).flatten(1);
    return f7_.forward(bayes::rectify(f6_.forward(x)));
  }

 private:
  std::shared_ptr<const bayes::LayerFactory> factory_;
  InputShape shape_;
  torch::nn::AnyModule c1_, c3_, c5_, f6_, f7_;
};

}  // namespace

bayes::Architecture lenet5(const LeNet5Options&, const InputShape& shape) {
  if (shape.height != 28 || shape.width != 28) {
    throw bayes::Error("LeNet-5 takes images of 28x28 pixels, these have " + std::to_string(shape.height) +
                           "x" + std::to_string(shape.width),
                       "model.name", "choose another model, such as mlp");
  }
  return [shape](std::shared_ptr<const bayes::LayerFactory> factory) {
    return std::make_shared<LeNet5>(std::move(factory), shape);
  };
}

}  // namespace models

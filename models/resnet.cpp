#include "models/resnet.h"

#include <string>
#include <utility>
#include <vector>

#include "bayes/core/cloneable.h"
#include "bayes/core/error.h"
#include "bayes/layers/operators/batch_norm2d.h"
#include "bayes/layers/operators/global_average_pool2d.h"
#include "bayes/layers/operators/shortcut.h"

namespace models {
namespace {

using bayes::LayerInput;

class ResNet : public bayes::Cloneable<ResNet, bayes::Network> {
 public:
  ResNet(std::shared_ptr<const bayes::LayerFactory> factory, const ResNetOptions& options,
         const InputShape& shape)
      : factory_(std::move(factory)), options_(options), shape_(shape) {
    reset();
  }

  void reset() override {
    convolutions_.clear();
    norms_.clear();
    add(shape_.channels, options_.width, 1, LayerInput::kData);
    std::int64_t inputs = options_.width;
    for (const std::int64_t channels : {options_.width, 2 * options_.width, 4 * options_.width}) {
      for (std::int64_t block = 0; block < options_.blocks; ++block) {
        add(inputs, channels, channels / inputs, LayerInput::kFeatures);
        add(channels, channels, 1, LayerInput::kFeatures);
        inputs = channels;
      }
    }
    last_ = factory_->linear("last", torch::nn::LinearOptions(inputs, shape_.outputs), LayerInput::kFeatures);
    register_module("last", last_.ptr());
  }

  torch::Tensor forward(const torch::Tensor& images) override {
    // What goes into the next block, and what goes past it.
    auto x = norms_[0]->rectified_twice(convolutions_[0].forward(images));
    for (std::size_t i = 1; i < convolutions_.size(); i += 2) {
      const auto y = convolutions_[i + 1].forward(norms_[i]->rectified(convolutions_[i].forward(x[0])));
      x = norms_[i + 1]->rectified_twice(y, bayes::shortcut(x[1], y.size(1)));
    }
    return last_.forward(bayes::global_average_pool2d(x[0]));
  }

 private:
  void add(std::int64_t inputs, std::int64_t outputs, std::int64_t stride, LayerInput input) {
    const std::string number = std::to_string(convolutions_.size() + 1);
    const auto options = torch::nn::Conv2dOptions(inputs, outputs, 3).stride(stride).padding(1).bias(false);
    const auto name = "convolution" + number;
    convolutions_.push_back(factory_->conv2d(name, options, input));
    norms_.push_back(register_module("norm" + number, bayes::BatchNorm2d(outputs)));
    register_module(name, convolutions_.back().ptr());
  }

  std::shared_ptr<const bayes::LayerFactory> factory_;
  ResNetOptions options_;
  InputShape shape_;
  std::vector<torch::nn::AnyModule> convolutions_;
  std::vector<bayes::BatchNorm2d> norms_;
  torch::nn::AnyModule last_;
};

}  // namespace

bayes::Architecture resnet(const ResNetOptions& options, const InputShape& shape) {
  if (shape.height < 4 || shape.width < 4) {
    throw bayes::Error("a ResNet halves images twice, these have " + std::to_string(shape.height) + "x" +
                           std::to_string(shape.width) + " pixels",
                       "model.name", "choose another model, such as mlp");
  }
  return [options, shape](std::shared_ptr<const bayes::LayerFactory> factory) {
    return std::make_shared<ResNet>(std::move(factory), options, shape);
  };
}

}  // namespace models

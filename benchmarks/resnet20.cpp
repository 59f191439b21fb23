#include "benchmarks/resnet20.h"

#include <torch/nn/cloneable.h>
#include <torch/nn/modules/batchnorm.h>

#include <string>
#include <vector>

namespace benchmarks {
namespace {

constexpr std::int64_t kBlocksOfStage = 3;

class ResNet20 : public bayes::Network, public torch::nn::Cloneable<ResNet20> {
 public:
  explicit ResNet20(std::shared_ptr<const bayes::LayerFactory> factory) : factory_(std::move(factory)) {
    reset();
  }

  void reset() override {
    convolutions_.clear();
    norms_.clear();
    add(3, 16, 1, bayes::LayerInput::kData);
    std::int64_t inputs = 16;
    for (const std::int64_t channels : {16, 32, 64}) {
      for (std::int64_t block = 0; block < kBlocksOfStage; ++block) {
        add(inputs, channels, channels / inputs, bayes::LayerInput::kFeatures);
        add(channels, channels, 1, bayes::LayerInput::kFeatures);
        inputs = channels;
      }
    }
    last_ = factory_->linear(torch::nn::LinearOptions(64, 10), bayes::LayerInput::kFeatures);
    register_module("last", last_.ptr());
  }

  torch::Tensor forward(const torch::Tensor& images) override {
    auto x = layer(0, images).relu_();
    for (std::size_t i = 1; i < convolutions_.size(); i += 2) {
      auto y = layer(i + 1, layer(i, x).relu_());
      x = (y + shortcut(x, y.size(1))).relu_();
    }
    return last_.forward(x.mean({2, 3}));
  }

 private:
  void add(std::int64_t inputs, std::int64_t outputs, std::int64_t stride, bayes::LayerInput input) {
    const std::string number = std::to_string(convolutions_.size() + 1);
    const auto options = torch::nn::Conv2dOptions(inputs, outputs, 3).stride(stride).padding(1).bias(false);
    convolutions_.push_back(factory_->conv2d(options, input));
    norms_.push_back(register_module("norm" + number, torch::nn::BatchNorm2d(outputs)));
    register_module("convolution" + number, convolutions_.back().ptr());
  }

  torch::Tensor layer(std::size_t i, const torch::Tensor& x) {
    return norms_[i]->forward(convolutions_[i].forward(x));
  }

  // Every second pixel, and channels of zeros around those that there are.
  static torch::Tensor shortcut(const torch::Tensor& x, std::int64_t channels) {
    if (x.size(1) == channels) return x;
    const std::int64_t more = (channels - x.size(1)) / 2;
    const auto pixels = x.slice(2, 0, c10::nullopt, 2).slice(3, 0, c10::nullopt, 2);
    return torch::constant_pad_nd(pixels, {0, 0, 0, 0, more, more});
  }

  std::shared_ptr<const bayes::LayerFactory> factory_;
  std::vector<torch::nn::AnyModule> convolutions_;
  std::vector<torch::nn::BatchNorm2d> norms_;
  torch::nn::AnyModule last_;
};

}  // namespace

bayes::Architecture resnet20() {
  return [](std::shared_ptr<const bayes::LayerFactory> factory) {
    return std::make_shared<ResNet20>(std::move(factory));
  };
}

}  // namespace benchmarks

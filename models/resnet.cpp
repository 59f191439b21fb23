#include "models/resnet.h"

#include <torch/autograd.h>

#include <string>
#include <utility>
#include <vector>

#include "bayes/core/cloneable.h"
#include "bayes/core/error.h"
#include "bayes/core/images_innermost.h"
#include "bayes/core/shared_prefix.h"
#include "bayes/layers/operators/batch_norm2d.h"

namespace models {
namespace {

using bayes::LayerInput;

torch::Tensor every_second_pixel(const torch::Tensor& x) {
  return x.slice(2, 0, x.size(2), 2).slice(3, 0, x.size(3), 2);
}

torch::Tensor zeros_laid_out_as(const torch::Tensor& x, torch::IntArrayRef sizes) {
  const auto options = x.options().requires_grad(false);
  return bayes::layout_of(x) == bayes::BatchLayout::kImagesInnermost
             ? bayes::empty_images_innermost(sizes, options).zero_()
             : torch::zeros(sizes, options);
}

// Every second pixel, and channels of zeros around those that there are; laid out as x, and its gradient as
// that of the output: autograd's own lies otherwise, which costs two more passes over memory.
class Shortcut : public torch::autograd::Function<Shortcut> {
 public:
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x,
                               std::int64_t channels) {
    context->saved_data["sizes"] = x.sizes();
    const auto pixels = every_second_pixel(x);
    auto wider = zeros_laid_out_as(x, {x.size(0), channels, pixels.size(2), pixels.size(3)});
    inner_channels(wider, x.size(1)).copy_(pixels);
    return wider;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    const auto sizes = context->saved_data["sizes"].toIntVector();
    const auto of_x = zeros_laid_out_as(gradients[0], sizes);
    every_second_pixel(of_x).copy_(inner_channels(gradients[0], sizes[1]));
    return {of_x, torch::Tensor()};
  }

 private:
  static torch::Tensor inner_channels(const torch::Tensor& wider, std::int64_t channels) {
    return wider.narrow(1, (wider.size(1) - channels) / 2, channels);
  }
};

torch::Tensor shortcut(const torch::Tensor& x, std::int64_t channels) {
  return x.size(1) == channels ? x : Shortcut::apply(x, channels);
}

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
    last_ = factory_->linear("last", torch::nn::LinearOptions(inputs, shape_.classes), LayerInput::kFeatures);
    register_module("last", last_.ptr());
  }

  torch::Tensor forward(const torch::Tensor& images) override {
    using bayes::SharedPrefix;
    // What goes into the next block, and what goes past it.
    auto x = norms_[0]->rectified_twice(convolutions_[0].forward(images));
    for (std::size_t i = 1; i < convolutions_.size(); i += 2) {
      const auto y = convolutions_[i + 1].forward(norms_[i]->rectified(convolutions_[i].forward(x[0])));
      const auto past = [&] { return shortcut(x[1], y.size(1)); };
      if (is_training()) {
        x = norms_[i + 1]->rectified_twice(y, past());
      } else {
        // Where y is known, so is x, which it was made of.
        x.assign(2, SharedPrefix::remember(&convolutions_[i], y,
                                           [&] { return norms_[i + 1]->rectified(y, past()); }));
      }
    }
    return last_.forward(SharedPrefix::remember(&last_, x[0], [&] { return x[0].mean({2, 3}); }));
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

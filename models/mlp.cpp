#include "models/mlp.h"

#include <string>
#include <utility>

#include "bayes/core/cloneable.h"
#include "bayes/core/error.h"
#include "bayes/layers/operators/rectify.h"

namespace models {
namespace {

using bayes::LayerInput;

class Mlp : public bayes::Cloneable<Mlp, bayes::Network> {
 public:
  /// widths: pixels, each hidden layer, classes
  Mlp(std::shared_ptr<const bayes::LayerFactory> factory, std::vector<std::int64_t> widths)
      : factory_(std::move(factory)), widths_(std::move(widths)) {
    reset();
  }

  void reset() override {
    layers_.clear();
    for (std::size_t i = 0; i + 1 < widths_.size(); ++i) {
      const auto input = i == 0 ? LayerInput::kData : LayerInput::kFeatures;
      const auto name = "f" + std::to_string(i + 1);
      layers_.push_back(factory_->linear(name, torch::nn::LinearOptions(widths_[i], widths_[i + 1]), input));
      register_module(name, layers_.back().ptr());
    }
  }

  torch::Tensor forward(const torch::Tensor& images) override {
    auto x = images.flatten(1);
    for (std::size_t i = 0; i + 1 < layers_.size(); ++i) x = bayes::rectify(layers_[i].forward(x));
    return layers_.back().forward(x);
  }

 private:
  std::shared_ptr<const bayes::LayerFactory> factory_;
  std::vector<std::int64_t> widths_;
  std::vector<torch::nn::AnyModule> layers_;
};

}  // namespace

bayes::Architecture mlp(const MlpOptions& options, const InputShape& shape) {
  std::vector<std::int64_t> widths{shape.channels * shape.height * shape.width};
  for (const auto width : options.hidden) {
    if (width < 1)
      throw bayes::Error("a hidden layer has width " + std::to_string(width), "model.hidden",
                         "choose 1 or more");
    widths.push_back(width);
  }
  widths.push_back(shape.outputs);
  return [widths](std::shared_ptr<const bayes::LayerFactory> factory) {
    return std::make_shared<Mlp>(std::move(factory), widths);
  };
}

}  // namespace models

#pragma once

#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/pooling.h>
#include <torch/nn/options/conv.h>

#include <memory>
#include <string>
#include <variant>

#include "bayes/layers/families/layer_factory.h"
#include "benchmarks/workload.h"

namespace benchmarks {

/// Layers of LibTorch, or layers that are made like them, for an architecture that uses LibTorch alone.
template <class Convolution, class FullyConnected>
struct LibTorchLayers : bayes::LayerFactory {
  torch::nn::AnyModule layer(const std::string&, const bayes::LayerKind& kind,
                             bayes::LayerInput) const override {
    if (const auto* options = std::get_if<torch::nn::Conv2dOptions>(&kind)) {
      return torch::nn::AnyModule(Convolution(*options));
    }
    return torch::nn::AnyModule(FullyConnected(std::get<torch::nn::LinearOptions>(kind)));
  }
};

/// The network of a workload from layers of LibTorch, or layers that are made like them.
template <class Convolution, class FullyConnected>
torch::nn::Sequential libtorch_network(const Workload& workload) {
  using namespace torch::nn;
  const auto relu = [] { return ReLU(ReLUOptions(/*inplace=*/true)); };
  if (workload.name == "resnet20") {
    return Sequential(workload.architecture(std::make_shared<LibTorchLayers<Convolution, FullyConnected>>()));
  }
  if (workload.name == "lenet5") {
    return Sequential(Convolution(Conv2dOptions(1, 6, 5).padding(2)), relu(), MaxPool2d(2),
                      Convolution(Conv2dOptions(6, 16, 5)), relu(), MaxPool2d(2),
                      Convolution(Conv2dOptions(16, 120, 5)), relu(), Flatten(),
                      FullyConnected(LinearOptions(120, 84)), relu(), FullyConnected(LinearOptions(84, 10)));
  }
  Sequential network(Flatten{});
  std::int64_t inputs = 784;
  for (const auto width : workload.hidden) {
    network->push_back(FullyConnected(LinearOptions(inputs, width)));
    network->push_back(relu());
    inputs = width;
  }
  network->push_back(FullyConnected(LinearOptions(inputs, 10)));
  return network;
}

}  // namespace benchmarks

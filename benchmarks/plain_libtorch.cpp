#include "benchmarks/plain_libtorch.h"

#include <torch/nn/functional/loss.h>
#include <torch/nn/modules/conv.h>
#include <torch/optim/adam.h>

#include "benchmarks/libtorch_network.h"

namespace benchmarks {
namespace {

class PlainLibTorch : public LibTorchClassifier {
 public:
  PlainLibTorch(const Workload& workload, at::MemoryFormat format)
      : format_(format),
        network_(libtorch_network<torch::nn::Conv2d, torch::nn::Linear>(workload)),
        optimizer_(network_->parameters(), torch::optim::AdamOptions(1e-3)) {
    for (auto& parameter : network_->parameters()) {
      if (parameter.dim() == 4) parameter.set_data(parameter.contiguous(format));
    }
  }

  void train_step(const torch::Tensor& images, const torch::Tensor& labels) override {
    network_->zero_grad(/*set_to_none=*/true);
    torch::nn::functional::cross_entropy(logits(images), labels).backward();
    optimizer_.step();
  }

  torch::Tensor logits(const torch::Tensor& images) override {
    return network_->forward(images.contiguous(format_));
  }

 private:
  at::MemoryFormat format_;
  torch::nn::Sequential network_;
  torch::optim::Adam optimizer_;
};

}  // namespace

std::unique_ptr<LibTorchClassifier> plain_libtorch(const Workload& workload, at::MemoryFormat format) {
  return std::make_unique<PlainLibTorch>(workload, format);
}

}  // namespace benchmarks

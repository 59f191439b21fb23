#include "benchmarks/naive_bayes_by_backprop.h"

#include <torch/nn/functional/conv.h>
#include <torch/nn/functional/linear.h>
#include <torch/nn/functional/loss.h>
#include <torch/nn/modules/conv.h>
#include <torch/optim/adam.h>

#include <cmath>
#include <vector>

#include "benchmarks/libtorch_network.h"

namespace benchmarks {
namespace {

constexpr double kPriorSigma = 0.1;
constexpr double kInitialSigma = 0.05;

struct NaiveWeightImpl : torch::nn::Module {
  explicit NaiveWeightImpl(const torch::Tensor& initial) {
    mu = register_parameter("mu", initial.detach().clone());
    rho = register_parameter("rho", torch::full_like(mu, std::log(std::expm1(kInitialSigma))));
  }

  torch::Tensor draw() {
    sigma = torch::softplus(rho);
    return mu + sigma * torch::randn_like(mu);
  }

  // Of the last draw.
  torch::Tensor kl() const {
    return ((kPriorSigma / sigma).log() + (sigma.square() + mu.square()) / (2 * kPriorSigma * kPriorSigma) -
            0.5)
        .sum();
  }

  torch::Tensor mu, rho, sigma;
};
TORCH_MODULE(NaiveWeight);

struct NaiveConv2dImpl : torch::nn::Module {
  explicit NaiveConv2dImpl(const torch::nn::Conv2dOptions& conv) : conv(conv) {
    const torch::nn::Conv2d initial(conv);
    weight = register_module("weight", NaiveWeight(initial->weight));
    if (conv.bias()) bias = register_module("bias", NaiveWeight(initial->bias));
  }

  torch::Tensor forward(const torch::Tensor& input) {
    auto options = torch::nn::functional::Conv2dFuncOptions().stride(conv.stride()).padding(conv.padding());
    if (conv.bias()) options.bias(bias->draw());
    return torch::nn::functional::conv2d(input, weight->draw(), options);
  }

  torch::nn::Conv2dOptions conv;
  NaiveWeight weight{nullptr}, bias{nullptr};
};
TORCH_MODULE(NaiveConv2d);

struct NaiveLinearImpl : torch::nn::Module {
  explicit NaiveLinearImpl(const torch::nn::LinearOptions& linear) {
    const torch::nn::Linear initial(linear);
    weight = register_module("weight", NaiveWeight(initial->weight));
    bias = register_module("bias", NaiveWeight(initial->bias));
  }

  torch::Tensor forward(const torch::Tensor& input) {
    return torch::nn::functional::linear(input, weight->draw(), bias->draw());
  }

  NaiveWeight weight{nullptr}, bias{nullptr};
};
TORCH_MODULE(NaiveLinear);

class NaiveBayesByBackprop : public LibTorchClassifier {
 public:
  NaiveBayesByBackprop(const Workload& workload, at::MemoryFormat format, std::int64_t examples)
      : format_(format),
        examples_(static_cast<double>(examples)),
        network_(libtorch_network<NaiveConv2d, NaiveLinear>(workload)),
        optimizer_(network_->parameters(), torch::optim::AdamOptions(1e-3)) {
    for (auto& parameter : network_->parameters()) {
      if (parameter.dim() == 4) parameter.set_data(parameter.contiguous(format));
    }
    for (const auto& module : network_->modules()) {
      if (auto weight = std::dynamic_pointer_cast<NaiveWeightImpl>(module)) weights_.push_back(weight);
    }
  }

  void train_step(const torch::Tensor& images, const torch::Tensor& labels) override {
    network_->zero_grad(/*set_to_none=*/true);
    auto loss = torch::nn::functional::cross_entropy(logits(images), labels);
    for (const auto& weight : weights_) loss = loss + weight->kl() / examples_;
    loss.backward();
    optimizer_.step();
  }

  torch::Tensor logits(const torch::Tensor& images) override {
    return network_->forward(images.contiguous(format_));
  }

 private:
  at::MemoryFormat format_;
  double examples_;
  torch::nn::Sequential network_;
  torch::optim::Adam optimizer_;
  std::vector<std::shared_ptr<NaiveWeightImpl>> weights_;
};

}  // namespace

std::unique_ptr<LibTorchClassifier> naive_bayes_by_backprop(const Workload& workload, at::MemoryFormat format,
                                                            std::int64_t examples) {
  return std::make_unique<NaiveBayesByBackprop>(workload, format, examples);
}

}  // namespace benchmarks

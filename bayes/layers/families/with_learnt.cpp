#include "bayes/layers/families/with_learnt.h"

#include <memory>
#include <utility>

#include "bayes/core/cloneable.h"
#include "bayes/posteriors/weight_posterior.h"

namespace bayes {
namespace {

const char* const kName = "learnt";

// Parameters that are no weights.
class Learnt : public Cloneable<Learnt, RandomWeights> {
 public:
  explicit Learnt(std::vector<double> initial) : initial_(std::move(initial)) { reset(); }
  void reset() override { values = register_parameter(kName, torch::tensor(initial_, torch::kFloat32)); }
  std::vector<WeightMoments> moments() const override { return {}; }
  std::vector<torch::Tensor> weights() const override { return {}; }

  torch::Tensor values;

 private:
  std::vector<double> initial_;
};

class WithLearnt : public Cloneable<WithLearnt, Network> {
 public:
  WithLearnt(std::shared_ptr<Network> network, std::vector<double> initial)
      : network_(std::move(network)), initial_(std::move(initial)) {
    adopt();
  }

  void reset() override {
    network_ = std::dynamic_pointer_cast<Network>(network_->clone());
    adopt();
  }

  // The network is no child, so that its weights keep their names; what is not of its children is passed on.
  void train(bool on = true) override {
    Network::train(on);
    network_->train(on);
  }

  torch::Tensor forward(const torch::Tensor& inputs) override {
    const auto outputs = network_->forward(inputs);
    return torch::cat({outputs, learnt_->values.expand({outputs.size(0), -1})}, /*dim=*/1);
  }

 private:
  void adopt() {
    for (const auto& each : network_->named_parameters(/*recurse=*/false))
      register_parameter(each.key(), each.value(), each.value().requires_grad());
    for (const auto& each : network_->named_buffers(/*recurse=*/false))
      register_buffer(each.key(), each.value());
    for (const auto& each : network_->named_children()) register_module(each.key(), each.value());
    learnt_ = register_module("likelihood", std::make_shared<Learnt>(initial_));
  }

  std::shared_ptr<Network> network_;
  std::vector<double> initial_;
  std::shared_ptr<Learnt> learnt_;
};

}  // namespace

Architecture with_learnt(Architecture architecture, std::vector<double> initial) {
  if (initial.empty()) return architecture;
  return [architecture = std::move(architecture),
          initial = std::move(initial)](std::shared_ptr<const LayerFactory> factory) {
    return std::make_shared<WithLearnt>(architecture(std::move(factory)), initial);
  };
}

bool is_saved_learnt(const State& saved) { return saved.size() == 1 && saved.count(kName) == 1; }

}  // namespace bayes

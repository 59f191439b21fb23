#include "bayes/inference/sgd.h"

#include <ATen/Dispatch.h>

#include "bayes/kernels/optimizer_update.h"

namespace bayes {
namespace {

class Sgd : public Optimizer {
 public:
  Sgd(const SgdOptions& options, const NamedParameters& parameters)
      : options_(options), parameters_(parameters), velocity_(zeros_for(parameters)) {}

  void step(const std::vector<torch::Tensor>& gradients, double learning_rate) override {
    const kernels::SgdStep step{learning_rate, options_.momentum, options_.weight_decay};
    for (std::size_t i = 0; i < parameters_.size(); ++i) {
      const auto& weight = parameters_[i].second;
      AT_DISPATCH_FLOATING_TYPES(weight.scalar_type(), "sgd", [&] {
        kernels::sgd_update(step, gradients[i].data_ptr<scalar_t>(), weight.data_ptr<scalar_t>(),
                            velocity_[i].data_ptr<scalar_t>(), weight.numel());
      });
    }
  }

  State state() const override {
    State state;
    add_slot(state, "velocity", parameters_, velocity_);
    return state;
  }

  void restore(const State& state) override { restore_slot(state, "velocity", parameters_, velocity_); }

  double learning_rate() const override { return options_.learning_rate; }
  double weight_decay() const override { return options_.weight_decay; }

 private:
  SgdOptions options_;
  NamedParameters parameters_;
  std::vector<torch::Tensor> velocity_;
};

}  // namespace

OptimizerFactory sgd(const SgdOptions& options) {
  return [options](const NamedParameters& parameters) { return std::make_unique<Sgd>(options, parameters); };
}

}  // namespace bayes

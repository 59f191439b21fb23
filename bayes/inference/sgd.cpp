#include "bayes/inference/sgd.h"

#include <ATen/Dispatch.h>

#include "bayes/kernels/optimizer_update.h"

namespace bayes {
namespace {

class Sgd : public Optimizer {
 public:
  Sgd(const SgdOptions& options, const NamedParameters& parameters)
      : options_(options), parameters_(parameters), velocity_(zeros_for(parameters)) {}

  void begin_step(double learning_rate) override {
    step_ = {learning_rate, options_.momentum, options_.weight_decay};
  }

  void update(std::size_t parameter, std::int64_t first, std::int64_t count, const void* gradient) override {
    const auto& weight = parameters_[parameter].second;
    AT_DISPATCH_FLOATING_TYPES(weight.scalar_type(), "sgd", [&] {
      kernels::sgd_update(step_, static_cast<const scalar_t*>(gradient), weight.data_ptr<scalar_t>() + first,
                          velocity_[parameter].data_ptr<scalar_t>() + first, count);
    });
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
  kernels::SgdStep step_{};
};

}  // namespace

OptimizerFactory sgd(const SgdOptions& options) {
  return [options](const NamedParameters& parameters) { return std::make_unique<Sgd>(options, parameters); };
}

}  // namespace bayes

#include "bayes/inference/adam.h"

#include <ATen/Dispatch.h>

#include "bayes/kernels/optimizer_update.h"

namespace bayes {
namespace {

class Adam : public Optimizer {
 public:
  Adam(const AdamOptions& options, const NamedParameters& parameters)
      : options_(options),
        parameters_(parameters),
        first_(zeros_for(parameters)),
        second_(zeros_for(parameters)),
        steps_(torch::zeros({1}, torch::kInt64)) {}

  void begin_step(double learning_rate) override {
    const std::int64_t count = ++*steps_.data_ptr<std::int64_t>();
    step_ = {learning_rate, options_.beta1, options_.beta2, options_.epsilon, options_.weight_decay, count};
  }

  void update(std::size_t parameter, std::int64_t first, std::int64_t count, const void* gradient) override {
    const auto& weight = parameters_[parameter].second;
    AT_DISPATCH_FLOATING_TYPES(weight.scalar_type(), "adam", [&] {
      kernels::adam_update(step_, static_cast<const scalar_t*>(gradient), weight.data_ptr<scalar_t>() + first,
                           first_[parameter].data_ptr<scalar_t>() + first,
                           second_[parameter].data_ptr<scalar_t>() + first, count);
    });
  }

  State state() const override {
    State state{{"steps", steps_}};
    add_slot(state, "first_moment", parameters_, first_);
    add_slot(state, "second_moment", parameters_, second_);
    return state;
  }

  void restore(const State& state) override {
    steps_.copy_(state.at("steps"));
    restore_slot(state, "first_moment", parameters_, first_);
    restore_slot(state, "second_moment", parameters_, second_);
  }

  double learning_rate() const override { return options_.learning_rate; }
  double weight_decay() const override { return options_.weight_decay; }

 private:
  AdamOptions options_;
  NamedParameters parameters_;
  std::vector<torch::Tensor> first_;
  std::vector<torch::Tensor> second_;
  torch::Tensor steps_;
  kernels::AdamStep step_{};
};

}  // namespace

OptimizerFactory adam(const AdamOptions& options) {
  return [options](const NamedParameters& parameters) { return std::make_unique<Adam>(options, parameters); };
}

}  // namespace bayes

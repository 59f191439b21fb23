#include "bayes/optimizers/adam.h"

#include <ATen/Dispatch.h>

#include <algorithm>

#include "bayes/kernels/update/optimizer_update.h"

namespace bayes {
namespace {

class Adam : public BlockwiseOptimizer {
 public:
  Adam(const AdamOptions& options, double decoupled_decay, const NamedParameters& parameters)
      : options_(options),
        decoupled_decay_(decoupled_decay),
        parameters_(parameters),
        first_(zeros_for(parameters)),
        second_(zeros_for(parameters)),
        steps_(torch::zeros({1}, torch::kInt64)) {}

  void begin_step(double learning_rate) override {
    const std::int64_t count = ++*steps_.data_ptr<std::int64_t>();
    step_ = {learning_rate,         options_.beta1, options_.beta2,  options_.epsilon,
             options_.weight_decay, count,          decoupled_decay_};
  }

  bool update(std::size_t parameter, std::int64_t first, std::int64_t count, const void* gradient) override {
    const auto& weight = parameters_[parameter].second;
    return AT_DISPATCH_FLOATING_TYPES(weight.scalar_type(), "adam", [&] {
      return kernels::adam_update(step_, static_cast<const scalar_t*>(gradient),
                                  weight.data_ptr<scalar_t>() + first,
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
    steps_.copy_(saved_tensor(state, "steps", steps_));
    restore_slot(state, "first_moment", parameters_, first_);
    restore_slot(state, "second_moment", parameters_, second_);
  }

  double learning_rate() const override { return options_.learning_rate; }
  double weight_decay() const override { return std::max(options_.weight_decay, decoupled_decay_); }

 private:
  AdamOptions options_;
  double decoupled_decay_;
  NamedParameters parameters_;
  std::vector<torch::Tensor> first_;
  std::vector<torch::Tensor> second_;
  torch::Tensor steps_;
  kernels::AdamStep step_;
};

}  // namespace

OptimizerFactory adam(const AdamOptions& options) {
  return [options](const NamedParameters& parameters) {
    return std::make_unique<Adam>(options, /*decoupled_decay=*/0.0, parameters);
  };
}

OptimizerFactory adamw(const AdamWOptions& options) {
  AdamOptions adam = options;
  adam.weight_decay = 0.0;
  return [adam, decay = options.weight_decay](const NamedParameters& parameters) {
    return std::make_unique<Adam>(adam, decay, parameters);
  };
}

}  // namespace bayes

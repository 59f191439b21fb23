#pragma once

#include <ATen/Dispatch.h>

#include <memory>
#include <utility>
#include <vector>

#include "bayes/optimizers/optimizer.h"

namespace bayes {

/// An optimiser that keeps one number beside every weight: a velocity, a mean square. `Rule` says which, and
/// how a step changes both:
///   struct Rule {
///     using Options = …;                       with learning_rate and weight_decay
///     static constexpr const char* kMoment;    its name in checkpoints
///     static Step step(const Options&, double learning_rate);
///     template <class Real> static bool update(const Step&, const Real* gradient, Real* weight, Real*
///     moment, count);
///   };
template <class Rule>
class OneMomentOptimizer : public BlockwiseOptimizer {
 public:
  using Options = typename Rule::Options;

  static OptimizerFactory factory(const Options& options) {
    return [options](const NamedParameters& parameters) {
      return std::make_unique<OneMomentOptimizer>(options, parameters);
    };
  }

  OneMomentOptimizer(const Options& options, const NamedParameters& parameters)
      : options_(options), parameters_(parameters), moments_(zeros_for(parameters)) {}

  void begin_step(double learning_rate) override { step_ = Rule::step(options_, learning_rate); }

  bool update(std::size_t parameter, std::int64_t first, std::int64_t count, const void* gradient) override {
    const auto& weight = parameters_[parameter].second;
    return AT_DISPATCH_FLOATING_TYPES(weight.scalar_type(), Rule::kMoment, [&] {
      return Rule::update(step_, static_cast<const scalar_t*>(gradient),
                          weight.template data_ptr<scalar_t>() + first,
                          moments_[parameter].template data_ptr<scalar_t>() + first, count);
    });
  }

  State state() const override {
    State state;
    add_slot(state, Rule::kMoment, parameters_, moments_);
    return state;
  }

  void restore(const State& state) override { restore_slot(state, Rule::kMoment, parameters_, moments_); }

  double learning_rate() const override { return options_.learning_rate; }
  double weight_decay() const override { return options_.weight_decay; }

 private:
  Options options_;
  NamedParameters parameters_;
  std::vector<torch::Tensor> moments_;
  decltype(Rule::step(std::declval<Options>(), 0.0)) step_{};
};

}  // namespace bayes

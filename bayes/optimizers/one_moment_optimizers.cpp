#include "bayes/optimizers/one_moment_optimizers.h"

#include <ATen/Dispatch.h>

#include <memory>
#include <utility>
#include <vector>

#include "bayes/kernels/update/optimizer_update.h"

namespace bayes {
namespace {

/// An optimiser that keeps one number beside every weight: a velocity, a mean square. `Rule` says which, and
/// how a step changes both:
///   struct Rule {
///     static constexpr const char* kMoment;  its name in checkpoints
///     static Step step(const Options&, double learning_rate);
///     template <class Real> static bool update(const Step&, const Real* gradient, Real* weight, Real*
///     moment, count);
///   };
template <class Rule, class Options>
class OneMomentOptimizer : public BlockwiseOptimizer {
 public:
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

template <class Rule, class Options>
OptimizerFactory factory_of(const Options& options) {
  return [options](const NamedParameters& parameters) {
    return std::make_unique<OneMomentOptimizer<Rule, Options>>(options, parameters);
  };
}

struct SgdRule {
  static constexpr const char* kMoment = "velocity";
  static kernels::SgdStep step(const SgdOptions& options, double learning_rate) {
    return {learning_rate, options.momentum, options.weight_decay, options.nesterov};
  }
  template <class... Arguments>
  static bool update(const Arguments&... arguments) {
    return kernels::sgd_update(arguments...);
  }
};

struct RmspropRule {
  static constexpr const char* kMoment = "mean_square";
  static kernels::RmspropStep step(const RmspropOptions& options, double learning_rate) {
    return {learning_rate, options.alpha, options.epsilon, options.weight_decay};
  }
  template <class... Arguments>
  static bool update(const Arguments&... arguments) {
    return kernels::rmsprop_update(arguments...);
  }
};

struct AdagradRule {
  static constexpr const char* kMoment = "sum_of_squares";
  static kernels::AdagradStep step(const AdagradOptions& options, double learning_rate) {
    return {learning_rate, options.epsilon, options.weight_decay};
  }
  template <class... Arguments>
  static bool update(const Arguments&... arguments) {
    return kernels::adagrad_update(arguments...);
  }
};

}  // namespace

OptimizerFactory sgd(const SgdOptions& options) { return factory_of<SgdRule>(options); }
OptimizerFactory rmsprop(const RmspropOptions& options) { return factory_of<RmspropRule>(options); }
OptimizerFactory adagrad(const AdagradOptions& options) { return factory_of<AdagradRule>(options); }

}  // namespace bayes

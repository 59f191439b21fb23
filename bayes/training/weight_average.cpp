#include "bayes/training/weight_average.h"

#include <ATen/Dispatch.h>

#include <cmath>

#include "bayes/core/error.h"
#include "bayes/kernels/update/move_towards.h"

namespace bayes {

double share_in_average(const TrainingOptions& options, std::int64_t step, std::int64_t steps_per_epoch) {
  if (options.ema_decay > 0.0)
    return (1.0 - options.ema_decay) / (1.0 - std::pow(options.ema_decay, static_cast<double>(step)));
  const std::int64_t epoch = step / steps_per_epoch;
  if (options.swa_start == 0 || step % steps_per_epoch != 0 || epoch < options.swa_start) return 0.0;
  return 1.0 / static_cast<double>(epoch - options.swa_start + 1);
}

bool averages_weights(const TrainingOptions& options) {
  return options.ema_decay > 0.0 || options.swa_start > 0;
}

void require_one_average(const TrainingOptions& options) {
  if (options.ema_decay > 0.0 && options.swa_start > 0) {
    throw Error("the weights are to be averaged in two ways, and only one average can be kept",
                "training.ema_decay and training.swa_start", "set one of them to 0");
  }
  if (options.swa_start > options.epochs) {
    throw Error("the average of the weights would begin after epoch " + std::to_string(options.swa_start) +
                    ", and there are " + std::to_string(options.epochs),
                "training.swa_start", "set it to three quarters of training.epochs, or to 0 for no average");
  }
}

void WeightAverage::add(double share) {
  if (share == 0.0) return;
  if (averages_.empty()) averages_ = zeros_for(parameters_);
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    const auto& weight = parameters_[i].second;
    AT_DISPATCH_FLOATING_TYPES(weight.scalar_type(), "add", [&] {
      kernels::move_towards(weight.data_ptr<scalar_t>(), share, averages_[i].data_ptr<scalar_t>(),
                            weight.numel());
    });
  }
}

void WeightAverage::swap() {
  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < averages_.size(); ++i) {
    const auto weight = parameters_[i].second.detach();
    const auto kept = weight.clone();
    weight.copy_(averages_[i]);  // in place, as others hold the same memory
    averages_[i].copy_(kept);
  }
}

State WeightAverage::state() const {
  State state;
  for (std::size_t i = 0; i < averages_.size(); ++i) state[parameters_[i].first] = averages_[i];
  return state;
}

void WeightAverage::restore(const State& state) {
  if (state.empty()) return;
  State slot;
  add_with_prefix(slot, "average", state);
  auto restored = zeros_for(parameters_);
  restore_slot(slot, "average", parameters_, restored);
  averages_ = std::move(restored);
}

}  // namespace bayes

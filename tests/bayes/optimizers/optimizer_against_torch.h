#pragma once

#include <gtest/gtest.h>
#include <torch/optim/optimizer.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "bayes/optimizers/optimizer.h"
#include "tests/support/small_training.h"

namespace bayes {

constexpr std::int64_t kOptimizerSteps = 50;

/// Two parameters that look like a kernel and its bias; the same in every call.
inline NamedParameters sample_parameters(torch::ScalarType type) {
  torch::manual_seed(11);
  return {{"weight", torch::randn({5, 7}, type)}, {"bias", torch::randn({5}, type)}};
}

/// The gradients of step `step`, from tiny to large.
inline std::vector<torch::Tensor> sample_gradients(std::int64_t step, torch::ScalarType type) {
  torch::manual_seed(static_cast<std::uint64_t>(100 + step));
  const double scale = std::pow(10.0, static_cast<double>(step % 5) - 3.0);
  return {torch::randn({5, 7}, type) * scale, torch::randn({5}, type) * scale};
}

/// The learning rate that a schedule gives at `step`.
inline double sample_rate(std::int64_t step) { return 0.02 / (1.0 + 0.1 * static_cast<double>(step)); }

inline void take_steps(Optimizer& optimizer, std::int64_t first, std::int64_t last, torch::ScalarType type) {
  for (std::int64_t step = first; step < last; ++step)
    optimizer.step(sample_gradients(step, type), sample_rate(step));
}

/// Largest difference of a parameter between ours and LibTorch's optimiser after 50 steps on the same
/// gradients. `make_torch` makes LibTorch's for parameters; `set_rate` sets its learning rate.
template <class MakeTorch, class SetRate>
double difference_from_torch(const OptimizerFactory& make_ours, MakeTorch make_torch, SetRate set_rate,
                             torch::ScalarType type) {
  const NamedParameters ours = sample_parameters(type);
  std::vector<torch::Tensor> theirs;
  for (const auto& [name, parameter] : ours) theirs.push_back(parameter.clone().requires_grad_());
  const auto optimizer = make_ours(ours);
  auto reference = make_torch(theirs);
  take_steps(*optimizer, 0, kOptimizerSteps, type);
  for (std::int64_t step = 0; step < kOptimizerSteps; ++step) {
    const auto gradients = sample_gradients(step, type);
    for (std::size_t i = 0; i < theirs.size(); ++i) theirs[i].mutable_grad() = gradients[i];
    set_rate(reference, sample_rate(step));
    reference.step();
  }
  double worst = 0.0;
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    worst = std::max(worst, (ours[i].second - theirs[i].detach()).abs().max().template item<double>());
  }
  return worst;
}

/// Whether an optimiser saved after 20 steps and restored in a fresh one ends at the same bits.
inline testing::AssertionResult resumes_to_the_bit(const OptimizerFactory& make) {
  const auto through = sample_parameters(torch::kFloat32);
  const auto uninterrupted = make(through);
  take_steps(*uninterrupted, 0, 20, torch::kFloat32);
  const State saved = support::copy_of(uninterrupted->state());
  NamedParameters resumed;
  for (const auto& [name, parameter] : through) resumed.emplace_back(name, parameter.clone());
  take_steps(*uninterrupted, 20, kOptimizerSteps, torch::kFloat32);

  const auto fresh = make(resumed);
  fresh->restore(saved);
  take_steps(*fresh, 20, kOptimizerSteps, torch::kFloat32);

  const auto weights = support::same_bits({resumed.begin(), resumed.end()}, {through.begin(), through.end()});
  return weights ? support::same_bits(fresh->state(), uninterrupted->state()) : weights;
}

}  // namespace bayes

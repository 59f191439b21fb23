#pragma once

#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "bayes/core/state.h"
#include "bayes/likelihoods/categorical.h"
#include "bayes/methods/inference_method.h"
#include "bayes/optimizers/adam.h"
#include "bayes/priors/gaussian.h"
#include "bayes/schedules/schedule.h"
#include "bayes/training/training.h"
#include "models/mlp.h"

/// A problem that is trained in milliseconds: what tests of inference work on.
namespace support {

/// Images [count, 1, 2, 2] of three classes in turn, each with a bright pixel of its own: separable.
inline bayes::Examples bright_pixels(std::int64_t count, std::uint64_t seed = 0) {
  const auto labels = torch::arange(count, torch::kInt64).remainder(3);
  const auto noise = 0.3 * torch::randn({count, 4}, at::detail::createCPUGenerator(seed));
  const auto pixels = noise + 2.0 * torch::one_hot(labels, 4);
  return {pixels.to(torch::kFloat32).reshape({count, 1, 2, 2}), labels};
}

/// Of the three classes of `bright_pixels`.
inline std::shared_ptr<const bayes::Likelihood> three_classes(double label_smoothing = 0.0) {
  return bayes::categorical({label_smoothing}, 3);
}

/// The same, there until the end, for what keeps a reference.
inline const bayes::Likelihood& of_three_classes(double label_smoothing = 0.0) {
  static std::map<double, std::shared_ptr<const bayes::Likelihood>> made;
  auto& likelihood = made[label_smoothing];
  if (!likelihood) likelihood = three_classes(label_smoothing);
  return *likelihood;
}

/// 4 pixels, 8 hidden units, 3 classes: 67 weights; prior N(0, sigma^2).
inline bayes::Problem small_problem(std::uint64_t seed = 0, double sigma = 1.0) {
  return {models::mlp({{8}}, {1, 2, 2, 3}),
          bayes::GaussianPrior(bayes::GaussianPriorOptions{0.0, sigma}).ptr(), three_classes(), seed};
}

/// Keeps all reports; stops the training after so many steps (of all members together), never where 0.
class Recorder : public bayes::TrainingObserver {
 public:
  explicit Recorder(std::size_t stop_after = 0, std::function<void()> at_epoch = {})
      : stop_after_(stop_after), at_epoch_(std::move(at_epoch)) {}

  bool on_step(const bayes::StepReport& report) override {
    steps.push_back(report);
    return steps.size() != stop_after_;
  }
  bool wants_to_stop() const override { return stop_after_ != 0 && steps.size() >= stop_after_; }
  void on_epoch(const bayes::EpochReport& report) override {
    epochs.push_back(report);
    if (at_epoch_) at_epoch_();
  }
  void on_last_kept(const bayes::LastKept& kept) override { last_kept.push_back(kept); }

  std::vector<bayes::StepReport> steps;
  std::vector<bayes::EpochReport> epochs;
  std::vector<bayes::LastKept> last_kept;

 private:
  std::size_t stop_after_;
  std::function<void()> at_epoch_;
};

/// Two epochs over 20 images in batches of 8, 8 and 4, by Adam; 9 images for validation.
inline bayes::Training small_training(bayes::ThreadPool& pool, bayes::TrainingObserver& observer) {
  bayes::TrainingOptions options;
  options.epochs = 2;
  options.batch_size = 8;
  bayes::AdamOptions adam;
  adam.learning_rate = 0.05;
  return {bright_pixels(20), bright_pixels(9, /*seed=*/1), options,
          bayes::adam(adam), bayes::constant_schedule({}), pool,
          observer};
}

/// A copy whose tensors are its own.
inline bayes::State copy_of(const bayes::State& state) {
  bayes::State copy;
  for (const auto& [name, tensor] : state) copy[name] = tensor.detach().clone();
  return copy;
}

/// Whether both hold the same names with the same values, to the bit.
inline testing::AssertionResult same_bits(const bayes::State& a, const bayes::State& b) {
  if (a.size() != b.size()) return testing::AssertionFailure() << a.size() << " tensors and " << b.size();
  for (const auto& [name, tensor] : a) {
    if (b.count(name) == 0) return testing::AssertionFailure() << name << " is in one only";
    if (!tensor.equal(b.at(name))) return testing::AssertionFailure() << name << " differs";
  }
  return testing::AssertionSuccess();
}

}  // namespace support

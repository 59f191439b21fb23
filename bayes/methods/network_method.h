#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bayes/methods/inference_method.h"
#include "bayes/training/training_loop.h"

namespace bayes {

/// A posterior approximation held by one network: a point, dropout masks or a variational posterior, by the
/// family of its layers. All are trained by the same loop.
class NetworkMethod : public InferenceMethod {
 public:
  /// Whether predictions differ from draw to draw.
  enum class Randomness { kNone, kDraws };

  /// Builds the network with layers of `factory`, and beside them what the likelihood learns; initial weights
  /// are a function of problem.seed. `member` of `members` is for reports.
  /// Throws `Error` where the network has weights that the prior does not serve: points, with a prior that
  /// needs a variational posterior.
  NetworkMethod(const Problem& problem, std::shared_ptr<const LayerFactory> factory, Randomness randomness,
                std::int64_t member = 0, std::int64_t members = 1);

  bool fit(const Training& training) override;
  bool is_random() const override { return randomness_ == Randomness::kDraws; }
  std::int64_t draws(std::int64_t wanted) const override;
  torch::Tensor sample_logits(const torch::Tensor& inputs, const Draw::Key& key,
                              const torch::Tensor& examples) const override;
  std::vector<WeightMoments> weight_moments() const override;
  State training_state() const override;
  void restore_training(const State& state) override;
  State save() const override;
  void load(const State& state) override;
  std::vector<std::vector<WeightMoments>> moments_by_network() const override { return {weight_moments()}; }
  std::unique_ptr<InferenceMethod> pruned(
      const std::vector<std::vector<torch::Tensor>>& masks) const override;

 private:
  TrainingLoop& loop() const;

  std::shared_ptr<Network> network_;
  std::shared_ptr<const Prior> prior_;
  std::uint64_t seed_;
  Randomness randomness_;
  std::shared_ptr<TrainingLoop> loop_;
};

/// The method of one network whose layers that match one of `patterns` are random, of the family `layers`;
/// the others are points, as for MAP. Throws `Error` where a pattern matches no layer, and where there are
/// points that the prior does not serve.
std::unique_ptr<InferenceMethod> random_network(const Problem& problem,
                                                std::shared_ptr<const LayerFactory> layers,
                                                const std::vector<std::string>& patterns);

}  // namespace bayes

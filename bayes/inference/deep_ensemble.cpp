#include "bayes/inference/deep_ensemble.h"

#include <string>

#include "bayes/inference/network_method.h"
#include "bayes/layers/deterministic_layers.h"

namespace bayes {
namespace {

std::string member_name(std::size_t member) { return "member" + std::to_string(member); }

class DeepEnsemble : public InferenceMethod {
 public:
  explicit DeepEnsemble(std::vector<std::unique_ptr<InferenceMethod>> members)
      : members_(std::move(members)) {}

  bool fit(const Training& training) override {
    while (fitted_ < members_.size()) {
      if (!members_[fitted_]->fit(training)) return false;
      ++fitted_;
      if (fitted_ < members_.size() && training.observer.wants_to_stop()) return false;
    }
    return true;
  }

  bool is_random() const override { return false; }
  std::int64_t draws(std::int64_t) const override { return static_cast<std::int64_t>(members_.size()); }

  torch::Tensor sample_logits(const torch::Tensor& images, const Draw::Key& key,
                              std::int64_t first_example) const override {
    return members_.at(key.sample)->sample_logits(images, key, first_example);
  }

  std::vector<WeightMoments> weight_moments() const override {
    const auto each = moments_by_network();
    std::vector<WeightMoments> moments;
    for (std::size_t tensor = 0; tensor < each[0].size(); ++tensor) {
      std::vector<torch::Tensor> means;
      double kl = 0.0;
      for (const auto& member : each) {
        means.push_back(member[tensor].mean);
        kl += member[tensor].kl / static_cast<double>(each.size());
      }
      const auto stacked = torch::stack(means);
      // One member has no spread; else the unbiased one over members.
      const auto sd = each.size() == 1 ? torch::zeros_like(means[0]) : stacked.std(/*dim=*/0);
      moments.push_back({each[0][tensor].name, stacked.mean(/*dim=*/0), sd, kl, each[0][tensor].scales});
      for (std::size_t scale = 0; scale < moments.back().scales.size(); ++scale) {
        auto& mean = moments.back().scales[scale].value = 0.0;
        for (const auto& member : each) {
          mean += member[tensor].scales[scale].value / static_cast<double>(each.size());
        }
      }
    }
    return moments;
  }

  State training_state() const override {
    State state;
    for (std::size_t i = 0; i < members_.size(); ++i) {
      // Those that are fitted need their networks only, those to come nothing.
      if (i < fitted_) add_with_prefix(state, member_name(i), members_[i]->save());
      if (i == fitted_) add_with_prefix(state, member_name(i), members_[i]->training_state());
    }
    state["fitted"] = torch::tensor({static_cast<std::int64_t>(fitted_)}, torch::kInt64);
    return state;
  }

  void restore_training(const State& state) override {
    fitted_ = static_cast<std::size_t>(state.at("fitted").item<std::int64_t>());
    for (std::size_t i = 0; i < members_.size() && i <= fitted_; ++i) {
      const auto of_member = with_prefix_removed(state, member_name(i));
      if (i < fitted_) members_[i]->load(of_member);
      if (i == fitted_) members_[i]->restore_training(of_member);
    }
  }

  State save() const override {
    State state;
    for (std::size_t i = 0; i < members_.size(); ++i)
      add_with_prefix(state, member_name(i), members_[i]->save());
    return state;
  }

  void load(const State& state) override {
    for (std::size_t i = 0; i < members_.size(); ++i)
      members_[i]->load(with_prefix_removed(state, member_name(i)));
  }

  std::vector<std::vector<WeightMoments>> moments_by_network() const override {
    std::vector<std::vector<WeightMoments>> each;
    for (const auto& member : members_) each.push_back(member->weight_moments());
    return each;
  }

  std::unique_ptr<InferenceMethod> pruned(
      const std::vector<std::vector<torch::Tensor>>& masks) const override {
    std::vector<std::unique_ptr<InferenceMethod>> pruned;
    for (std::size_t i = 0; i < members_.size(); ++i) pruned.push_back(members_[i]->pruned({masks.at(i)}));
    return std::make_unique<DeepEnsemble>(std::move(pruned));
  }

 private:
  std::vector<std::unique_ptr<InferenceMethod>> members_;
  std::size_t fitted_ = 0;  // members before this one are done
};

}  // namespace

std::unique_ptr<InferenceMethod> deep_ensemble(const DeepEnsembleOptions& options, const Problem& problem) {
  std::vector<std::unique_ptr<InferenceMethod>> members;
  for (std::int64_t i = 0; i < options.members; ++i) {
    members.push_back(std::make_unique<NetworkMethod>(problem, std::make_shared<DeterministicLayers>(),
                                                      NetworkMethod::Randomness::kNone, i, options.members));
  }
  return std::make_unique<DeepEnsemble>(std::move(members));
}

}  // namespace bayes

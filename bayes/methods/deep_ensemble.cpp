#include "bayes/methods/deep_ensemble.h"

#include <algorithm>
#include <mutex>
#include <string>
#include <utility>

#include "bayes/core/error.h"
#include "bayes/layers/families/deterministic_layers.h"
#include "bayes/methods/network_method.h"

namespace bayes {
namespace {

// Of a member: no part of a single run's seed is mixed with this.
std::uint64_t member_seed(std::uint64_t seed, std::int64_t member) {
  return mix_seed(mix_seed(seed, 0x6D656D626572ull), static_cast<std::uint64_t>(member));
}

std::string member_name(std::size_t member) { return "member" + std::to_string(member); }

/// A network of an ensemble, and where its training stands.
struct Member {
  std::unique_ptr<InferenceMethod> method;
  bool fitted = false;
  bool in_training = false;
  State resting;  // while in training: its state at the last moment at which it could be saved
};

State copy_of(const State& state) {
  State copy;
  for (const auto& [name, tensor] : state) copy[name] = tensor.detach().clone();
  return copy;
}

/// What the members that train side by side share.
struct Together {
  TrainingObserver& observer;
  std::mutex mutex;      // of the observer, and of what each says of itself
  bool stopped = false;  // by the observer, or by an error of one
};

/// Hands the reports of one member on, one at a time, and puts down its state where others might save it.
class MemberObserver : public TrainingObserver {
 public:
  MemberObserver(Member& member, Together& together) : member_(member), together_(together) {}

  bool on_step(const StepReport& report) override {
    const std::lock_guard lock(together_.mutex);
    if (!together_.observer.on_step(report)) together_.stopped = true;
    return !together_.stopped;
  }
  void on_epoch(const EpochReport& report) override {
    const std::lock_guard lock(together_.mutex);
    member_.resting = copy_of(member_.method->training_state());
    together_.observer.on_epoch(report);
  }
  void on_last_kept(const LastKept& kept) override {
    const std::lock_guard lock(together_.mutex);
    together_.observer.on_last_kept(kept);
  }

 private:
  Member& member_;
  Together& together_;
};

class DeepEnsemble : public InferenceMethod {
 public:
  /// seed: what those of the members follow from
  DeepEnsemble(std::vector<std::unique_ptr<InferenceMethod>> methods, std::uint64_t seed) : seed_(seed) {
    for (auto& method : methods) members_.push_back({std::move(method), false, false, {}});
  }

  // Members side by side on a thread each spare what shards of one step lose by waiting for each other.
  bool fit(const Training& training) override {
    const auto is_fitted = [](const Member& member) { return member.fitted; };
    const auto first = std::find_if_not(members_.begin(), members_.end(), is_fitted) - members_.begin();
    Together together{training.observer, {}, false};
    training.pool.run(static_cast<std::int64_t>(members_.size()), [&](std::int64_t i) {
      fit_member(members_[static_cast<std::size_t>(i)], /*asks=*/i != first, training, together);
    });
    return std::all_of(members_.begin(), members_.end(), is_fitted);
  }

  bool is_random() const override { return false; }
  // Of members that are done checkpoints keep the weights, not the state of their training.
  bool can_go_on() const override { return false; }
  std::int64_t draws(std::int64_t) const override { return static_cast<std::int64_t>(members_.size()); }

  torch::Tensor sample_logits(const torch::Tensor& inputs, const Draw::Key& key,
                              const torch::Tensor& examples) const override {
    return members_.at(key.sample).method->sample_logits(inputs, key, examples);
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
      moments.back().is_point = each[0][tensor].is_point;
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
    auto fitted = torch::zeros({static_cast<std::int64_t>(members_.size())}, torch::kInt64);
    for (std::size_t i = 0; i < members_.size(); ++i) {
      const auto& [method, is_fitted, in_training, resting] = members_[i];
      fitted[static_cast<std::int64_t>(i)] = is_fitted ? 1 : 0;
      // Those that are fitted need their networks only.
      add_with_prefix(state, member_name(i),
                      is_fitted     ? method->save()
                      : in_training ? resting
                                    : method->training_state());
    }
    state["fitted"] = fitted;
    state["seeds"] = seeds();
    return state;
  }

  void restore_training(const State& state) override {
    const auto& fitted = state.at("fitted");
    if (fitted.numel() != static_cast<std::int64_t>(members_.size())) {
      throw Error("the checkpoint says of " + std::to_string(fitted.numel()) + " members, not of " +
                      std::to_string(members_.size()) + ", whether they are fitted",
                  "DeepEnsemble", "start the run anew", Fault::kData);
    }
    require_same_seeds(state);
    for (std::size_t i = 0; i < members_.size(); ++i) {
      auto& member = members_[i];
      member.fitted = fitted.flatten()[static_cast<std::int64_t>(i)].item<std::int64_t>() == 1;
      const auto of_member = with_prefix_removed(state, member_name(i));
      member.fitted ? member.method->load(of_member) : member.method->restore_training(of_member);
    }
  }

  State save() const override {
    State state;
    for (std::size_t i = 0; i < members_.size(); ++i)
      add_with_prefix(state, member_name(i), members_[i].method->save());
    return state;
  }

  void load(const State& state) override {
    for (std::size_t i = 0; i < members_.size(); ++i)
      members_[i].method->load(with_prefix_removed(state, member_name(i)));
  }

  std::vector<std::vector<WeightMoments>> moments_by_network() const override {
    std::vector<std::vector<WeightMoments>> each;
    for (const auto& member : members_) each.push_back(member.method->weight_moments());
    return each;
  }

  std::unique_ptr<InferenceMethod> pruned(
      const std::vector<std::vector<torch::Tensor>>& masks) const override {
    std::vector<std::unique_ptr<InferenceMethod>> pruned;
    for (std::size_t i = 0; i < members_.size(); ++i)
      pruned.push_back(members_[i].method->pruned({masks.at(i)}));
    return std::make_unique<DeepEnsemble>(std::move(pruned), seed_);
  }

 private:
  torch::Tensor seeds() const {
    auto seeds = torch::zeros({static_cast<std::int64_t>(members_.size())}, torch::kInt64);
    for (std::int64_t i = 0; i < seeds.numel(); ++i)
      seeds[i] = static_cast<std::int64_t>(member_seed(seed_, i));
    return seeds;
  }

  // Members that are not fitted would go on with another order of the data than they began with.
  void require_same_seeds(const State& state) const {
    const auto saved = state.find("seeds");
    if (saved != state.end() && saved->second.equal(seeds())) return;
    if (state.at("fitted").ne(0).all().item<bool>()) return;
    throw Error("the checkpoint's ensemble was begun with other seeds of its members than this version has",
                "DeepEnsemble", "start the run anew", Fault::kData);
  }

  static void fit_member(Member& member, bool asks, const Training& training, Together& together) {
    {
      const std::lock_guard lock(together.mutex);
      if (member.fitted || together.stopped || (asks && together.observer.wants_to_stop())) return;
      member.resting = copy_of(member.method->training_state());
      member.in_training = true;
    }
    MemberObserver observer(member, together);
    bool fitted = false;
    try {
      fitted = member.method->fit({training.train, training.validation, training.options, training.optimizer,
                                   training.schedule, training.pool, observer});
    } catch (...) {
      const std::lock_guard lock(together.mutex);
      together.stopped = true;  // the others end where they can be saved
      throw;
    }
    const std::lock_guard lock(together.mutex);
    member.fitted = fitted;
    member.in_training = false;
    member.resting.clear();
  }

  std::vector<Member> members_;
  std::uint64_t seed_;
};

}  // namespace

std::unique_ptr<InferenceMethod> deep_ensemble(const DeepEnsembleOptions& options, const Problem& problem) {
  std::vector<std::unique_ptr<InferenceMethod>> members;
  for (std::int64_t i = 0; i < options.members; ++i) {
    Problem of_member = problem;
    of_member.seed = member_seed(problem.seed, i);
    members.push_back(std::make_unique<NetworkMethod>(of_member, std::make_shared<DeterministicLayers>(),
                                                      NetworkMethod::Randomness::kNone, i, options.members));
  }
  return std::make_unique<DeepEnsemble>(std::move(members), problem.seed);
}

}  // namespace bayes

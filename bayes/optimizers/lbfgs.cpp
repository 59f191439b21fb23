#include "bayes/optimizers/lbfgs.h"

#include <algorithm>
#include <string>
#include <utility>

#include "bayes/core/error.h"

namespace bayes {
namespace {

constexpr double kLeastCurvature = 1e-10;  // PyTorch's

double scalar_product(const torch::Tensor& a, const torch::Tensor& b) { return a.dot(b).item<double>(); }

// All parameters or gradients, one behind the other, in double precision.
torch::Tensor flattened(const std::vector<torch::Tensor>& tensors) {
  std::vector<torch::Tensor> flat;
  for (const auto& tensor : tensors) flat.push_back(tensor.detach().to(torch::kFloat64).flatten());
  return torch::cat(flat);
}

class Lbfgs : public Optimizer {
 public:
  Lbfgs(const LbfgsOptions& options, const NamedParameters& parameters) : options_(options) {
    zeros_for(parameters);  // throws where they are not as they have to be
    for (const auto& [name, parameter] : parameters) parameters_.push_back(parameter);
  }

  bool step(const std::vector<torch::Tensor>& gradients, double learning_rate) override {
    const torch::NoGradGuard no_grad;
    const auto weights = flattened(parameters_), gradient = flattened(gradients);
    const bool is_first = !gradient_.defined();
    if (!is_first) learn(weights - weights_, gradient - gradient_);
    const double share = is_first ? std::min(1.0, 1.0 / gradient.abs().sum().item<double>()) : 1.0;
    move(direction(gradient) * (share * learning_rate));
    weights_ = weights;
    gradient_ = gradient;
    return flattened(parameters_).square().isfinite().all().item<bool>() &&
           gradient.isfinite().all().item<bool>();
  }

  State state() const override {
    if (!gradient_.defined()) return {};
    State state{{"weights", weights_}, {"gradient", gradient_}};
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      state["s." + std::to_string(i)] = pairs_[i].s;
      state["y." + std::to_string(i)] = pairs_[i].y;
    }
    return state;
  }

  void restore(const State& state) override {
    pairs_.clear();
    weights_ = gradient_ = torch::Tensor();
    if (state.empty()) return;
    weights_ = restored(state, "weights");
    gradient_ = restored(state, "gradient");
    for (std::size_t i = 0; state.count("s." + std::to_string(i)) != 0; ++i) {
      pairs_.push_back(
          {restored(state, "s." + std::to_string(i)), restored(state, "y." + std::to_string(i))});
    }
  }

  double learning_rate() const override { return options_.learning_rate; }
  double weight_decay() const override { return 0.0; }
  bool needs_exact_gradients() const override { return true; }

 private:
  struct Pair {
    torch::Tensor s, y;
  };

  void learn(torch::Tensor s, torch::Tensor y) {
    if (scalar_product(s, y) <= kLeastCurvature) return;
    if (static_cast<std::int64_t>(pairs_.size()) == options_.history) pairs_.erase(pairs_.begin());
    pairs_.push_back({std::move(s), std::move(y)});
  }

  // -H g: Nocedal & Wright 2006, algorithm 7.4.
  torch::Tensor direction(const torch::Tensor& gradient) const {
    auto q = -gradient;
    std::vector<double> alphas(pairs_.size());
    for (std::size_t i = pairs_.size(); i-- > 0;) {
      const auto& [s, y] = pairs_[i];
      alphas[i] = scalar_product(s, q) / scalar_product(s, y);
      q.sub_(y, alphas[i]);
    }
    if (!pairs_.empty())
      q.mul_(scalar_product(pairs_.back().s, pairs_.back().y) /
             scalar_product(pairs_.back().y, pairs_.back().y));
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      const auto& [s, y] = pairs_[i];
      q.add_(s, alphas[i] - scalar_product(y, q) / scalar_product(s, y));
    }
    return q;
  }

  void move(const torch::Tensor& step) {
    std::int64_t first = 0;
    for (auto& parameter : parameters_) {
      parameter.add_(step.narrow(0, first, parameter.numel()).view(parameter.sizes()));
      first += parameter.numel();
    }
  }

  torch::Tensor restored(const State& state, const std::string& name) const {
    std::int64_t expected = 0;
    for (const auto& parameter : parameters_) expected += parameter.numel();
    const auto found = state.find(name);
    if (found == state.end() || found->second.numel() != expected) {
      throw Error("the checkpoint does not hold the optimiser's \"" + name + "\" of this network",
                  "Optimizer", "resume with the configuration the checkpoint was made with", Fault::kData);
    }
    return found->second.clone();
  }

  LbfgsOptions options_;
  std::vector<torch::Tensor> parameters_;
  torch::Tensor weights_, gradient_;  // before the last step; undefined before the first
  std::vector<Pair> pairs_;           // the oldest first
};

}  // namespace

OptimizerFactory lbfgs(const LbfgsOptions& options) {
  return
      [options](const NamedParameters& parameters) { return std::make_unique<Lbfgs>(options, parameters); };
}

}  // namespace bayes

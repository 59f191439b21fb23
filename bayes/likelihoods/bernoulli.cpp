#include "bayes/likelihoods/bernoulli.h"

#include <torch/types.h>

#include <string>

#include "bayes/core/error.h"
#include "bayes/predictive/bernoulli_predictive.h"

namespace bayes {
namespace {

class Bernoulli : public Likelihood {
 public:
  explicit Bernoulli(std::int64_t labels) : labels_(labels) {}

  std::int64_t outputs() const override { return labels_; }

  void require_targets(const torch::Tensor& targets, std::int64_t examples) const override {
    require_indicators(targets, examples, labels_);
  }

  torch::Tensor nll(const torch::Tensor& outputs, const torch::Tensor& targets) const override {
    // log sigmoid(z) where the label is there, log sigmoid(-z) where not.
    return -at::log_sigmoid((2 * targets.to(outputs.scalar_type()) - 1) * outputs).sum(/*dim=*/1);
  }

  torch::Tensor scores(const torch::Tensor& outputs, const torch::Tensor& targets) const override {
    return outputs.gt(0).eq(targets.gt(0.5)).to(torch::kFloat64).mean(/*dim=*/1);
  }

  EpochFigure figure() const override { return {"accuracy"}; }

  std::unique_ptr<Predictive> predictive(const torch::Tensor& distributions) const override {
    return std::make_unique<BernoulliPredictive>(distributions);
  }

 private:
  std::int64_t labels_;
};

}  // namespace

std::shared_ptr<const Likelihood> bernoulli(const BernoulliOptions&, std::int64_t labels) {
  if (labels < 1) {
    throw Error("a Bernoulli likelihood of " + std::to_string(labels) + " labels", "bernoulli",
                "give one or more");
  }
  return std::make_shared<Bernoulli>(labels);
}

}  // namespace bayes

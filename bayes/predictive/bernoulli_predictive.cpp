#include "bayes/predictive/bernoulli_predictive.h"

#include <cmath>
#include <string>

#include "bayes/core/error.h"
#include "bayes/core/shape.h"

namespace bayes {
namespace {

torch::Tensor entropy_of_probabilities(const torch::Tensor& p) {
  return -(torch::xlogy(p, p) + torch::xlogy(1 - p, 1 - p));
}

}  // namespace

BernoulliPredictive::BernoulliPredictive(torch::Tensor logits) {
  if (!logits.defined() || logits.dim() != 3 || logits.numel() == 0 || !logits.is_floating_point()) {
    throw Error("logits do not have the shape [draws, examples, labels], each at least 1, floating point",
                "BernoulliPredictive", "stack the draws of the network's outputs");
  }
  logits_ = logits.detach().to(torch::kCPU, torch::kFloat64).contiguous();
  if (!logits_.isfinite().all().item<bool>()) {
    throw Error("logits are not all finite", "BernoulliPredictive",
                "see why the network's outputs are not finite", Fault::kDiverged);
  }
}

torch::Tensor BernoulliPredictive::mean_probabilities() const { return logits_.sigmoid().mean(/*dim=*/0); }

torch::Tensor BernoulliPredictive::log_density_by_draw(const torch::Tensor& targets) const {
  require_indicators(targets, examples(), labels());
  const auto sign = 2 * targets.to(torch::kCPU, torch::kFloat64) - 1;
  return at::log_sigmoid(sign * logits_).sum(/*dim=*/2);
}

torch::Tensor BernoulliPredictive::log_density(const torch::Tensor& targets) const {
  return log_density_by_draw(targets).logsumexp(/*dim=*/0) - std::log(static_cast<double>(draws()));
}

torch::Tensor BernoulliPredictive::scores(const torch::Tensor& targets) const {
  require_indicators(targets, examples(), labels());
  return mean_probabilities().gt(0.5).eq(targets.to(torch::kCPU).gt(0.5)).to(torch::kFloat64).mean(/*dim=*/1);
}

Uncertainty BernoulliPredictive::uncertainty() const {
  const auto total = entropy_of_probabilities(mean_probabilities()).sum(/*dim=*/1);
  const auto aleatoric = entropy_of_probabilities(logits_.sigmoid()).sum(/*dim=*/2).mean(/*dim=*/0);
  return {total, aleatoric, (total - aleatoric).clamp_min(0)};
}

void require_indicators(const torch::Tensor& targets, std::int64_t examples, std::int64_t labels) {
  const bool has_shape =
      targets.defined() && targets.dim() == 2 && targets.size(0) == examples && targets.size(1) == labels;
  if (!has_shape || !(targets.eq(0) | targets.eq(1)).all().item<bool>()) {
    throw Error("targets are not [" + std::to_string(examples) + ", " + std::to_string(labels) +
                    "] of 0 and 1" + (targets.defined() ? ", but " + shape_text(targets.sizes()) : ""),
                "bernoulli", "give 1 where a label is there, else 0");
  }
}

}  // namespace bayes

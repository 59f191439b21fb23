#include "bayes/likelihoods/categorical.h"

#include <ATen/core/Reduction.h>
#include <torch/types.h>

#include <string>

#include "bayes/core/error.h"
#include "bayes/kernels/elementwise/cross_entropy.h"
#include "bayes/predictive/categorical_predictive.h"
#include "bayes/predictive/labels.h"

namespace bayes {
namespace {

class Categorical : public Likelihood {
 public:
  Categorical(const CategoricalOptions& options, std::int64_t classes)
      : smoothing_(options.label_smoothing), classes_(classes) {}

  std::int64_t outputs() const override { return classes_; }

  void require_targets(const torch::Tensor& targets, std::int64_t examples) const override {
    checked_labels(targets, examples, classes_);
  }

  torch::Tensor nll(const torch::Tensor& outputs, const torch::Tensor& targets) const override {
    return torch::nll_loss(torch::log_softmax(outputs, /*dim=*/1), targets, {}, at::Reduction::None);
  }

  torch::Tensor loss(const torch::Tensor& outputs, const torch::Tensor& /*targets*/,
                     const torch::Tensor& nll) const override {
    if (smoothing_ == 0.0) return nll;
    return (1.0 - smoothing_) * nll - smoothing_ * torch::log_softmax(outputs, /*dim=*/1).mean(/*dim=*/1);
  }

  torch::Tensor scores(const torch::Tensor& outputs, const torch::Tensor& targets) const override {
    return outputs.argmax(/*dim=*/1).eq(targets).to(torch::kFloat64);
  }

  EpochFigure figure() const override { return {"accuracy"}; }

  BatchLoss loss_gradient(const torch::Tensor& outputs, const torch::Tensor& targets, double scale,
                          torch::Tensor& gradient) const override {
    if (!outputs.is_cpu() || !targets.is_cpu() || outputs.scalar_type() != torch::kFloat32) {
      return Likelihood::loss_gradient(outputs, targets, scale, gradient);
    }
    const auto labels = targets.contiguous();
    const kernels::LogitsLayout layout{outputs.size(0), outputs.size(1), outputs.stride(0),
                                       outputs.stride(1)};
    const auto found =
        kernels::cross_entropy(layout, outputs.data_ptr<float>(), labels.data_ptr<std::int64_t>(), scale,
                               gradient.data_ptr<float>(), smoothing_);
    return {found.nll_sum, found.cross_entropy_sum, static_cast<double>(found.correct)};
  }

  torch::Tensor distribution(const torch::Tensor& outputs) const override {
    return torch::log_softmax(outputs, /*dim=*/1);
  }

  std::unique_ptr<Predictive> predictive(const torch::Tensor& distributions) const override {
    return std::make_unique<CategoricalPredictive>(distributions);
  }

 private:
  double smoothing_;
  std::int64_t classes_;
};

}  // namespace

std::shared_ptr<const Likelihood> categorical(const CategoricalOptions& options, std::int64_t classes) {
  if (classes < 2) {
    throw Error("a categorical likelihood of " + std::to_string(classes) + " classes", "categorical",
                "give two or more");
  }
  if (!(options.label_smoothing >= 0.0 && options.label_smoothing < 1.0)) {
    throw Error("the share of a label that is spread is " + std::to_string(options.label_smoothing),
                "label_smoothing", "choose one in [0, 1)");
  }
  return std::make_shared<Categorical>(options, classes);
}

}  // namespace bayes

#include "bayes/predictive/labels.h"

#include <string>

#include "bayes/core/error.h"

namespace bayes {
namespace {

void require_labels_of(const torch::Tensor& labels, std::int64_t examples, std::int64_t classes) {
  if (!labels.defined() || labels.dim() != 1 || labels.scalar_type() != torch::kInt64) {
    throw Error("labels are not an int64 vector", "labels", "give one class index per example");
  }
  if (labels.size(0) != examples) {
    throw Error(std::to_string(labels.size(0)) + " labels for " + std::to_string(examples) + " examples",
                "labels", "give one class index per example");
  }
  const auto lowest = labels.min().item<std::int64_t>();
  const auto highest = labels.max().item<std::int64_t>();
  if (lowest < 0 || highest >= classes) {
    throw Error("label " + std::to_string(lowest < 0 ? lowest : highest) + " is not a class", "labels",
                "choose class indices in [0, " + std::to_string(classes) + ")");
  }
}

}  // namespace

void require_labels(const torch::Tensor& labels, const CategoricalPredictive& predictive) {
  require_labels_of(labels, predictive.examples(), predictive.classes());
}

std::vector<std::int64_t> checked_labels(const torch::Tensor& labels,
                                         const CategoricalPredictive& predictive) {
  return checked_labels(labels, predictive.examples(), predictive.classes());
}

std::vector<std::int64_t> checked_labels(const torch::Tensor& labels, std::int64_t examples,
                                         std::int64_t classes) {
  require_labels_of(labels, examples, classes);
  const auto values = labels.to(torch::kCPU).contiguous();
  const auto* begin = values.data_ptr<std::int64_t>();
  return {begin, begin + values.numel()};
}

}  // namespace bayes

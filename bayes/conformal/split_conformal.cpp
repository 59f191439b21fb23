#include "bayes/conformal/split_conformal.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "bayes/core/error.h"
#include "bayes/predictive/labels.h"

namespace bayes {

std::int64_t fewest_for_coverage(double coverage) {
  auto n = static_cast<std::int64_t>(std::floor(1.0 / (1.0 - coverage)));
  while (n > 0 && conformal_rank(n - 1, coverage) <= n - 1) --n;
  while (conformal_rank(n, coverage) > n) ++n;
  return n;
}

double conformal_threshold(const torch::Tensor& scores, double coverage) {
  const std::int64_t rank = conformal_rank(scores.size(0), coverage);
  if (rank > scores.size(0)) return std::numeric_limits<double>::infinity();
  return std::get<0>(scores.kthvalue(rank)).item<double>();
}

void require_coverage(double coverage, const std::string& where) {
  if (coverage > 0.0 && coverage < 1.0) return;
  throw Error("the coverage is " + std::to_string(coverage), where, "choose one in (0, 1)");
}

std::int64_t conformal_rank(std::int64_t n, double coverage) {
  const double rank = static_cast<double>(n + 1) * coverage;
  const double rounding = 8.0 * std::numeric_limits<double>::epsilon() * rank;
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(rank - rounding)));
}

SplitConformal fit_split_conformal(const ConformalMethod& method, const CategoricalPredictive& validation,
                                   const torch::Tensor& labels, const Draw::Key& noise,
                                   const torch::Tensor& examples) {
  require_labels(labels, validation);
  const double coverage = method.options.coverage;
  require_coverage(coverage, "fit_split_conformal");
  const auto truth = labels.to(torch::kCPU);
  const auto scores = method.score(validation, noise, examples).gather(1, truth.unsqueeze(1)).squeeze(1);
  const std::int64_t classes = validation.classes();
  SplitConformal fitted{method, torch::empty({classes}, torch::kFloat64), {}};
  const double shared = conformal_threshold(scores, coverage);
  for (std::int64_t c = 0; c < classes; ++c) {
    const auto own = scores.masked_select(truth.eq(c));
    const bool by_class = method.options.class_conditional;
    fitted.thresholds[c] = by_class ? conformal_threshold(own, coverage) : shared;
    fitted.calibrated.push_back(by_class ? own.size(0) : scores.size(0));
  }
  return fitted;
}

torch::Tensor SplitConformal::sets(const CategoricalPredictive& predictive, const Draw::Key& noise,
                                   const torch::Tensor& examples) const {
  if (predictive.classes() != thresholds.size(0)) {
    throw Error(
        std::to_string(predictive.classes()) + " classes instead of " + std::to_string(thresholds.size(0)),
        "SplitConformal::sets", "give a predictive of the classes that it was fitted on");
  }
  return method.score(predictive, noise, examples).le(thresholds);
}

std::string too_few_for_coverage(const SplitConformal& fitted) {
  std::string classes;
  std::int64_t most = 0;
  for (std::size_t c = 0; c < fitted.calibrated.size(); ++c) {
    if (std::isfinite(fitted.thresholds[static_cast<std::int64_t>(c)].item<double>())) continue;
    classes += (classes.empty() ? "" : ", ") + std::to_string(c);
    most = std::max(most, fitted.calibrated[c]);
  }
  if (classes.empty()) return "";
  const auto wanted = std::to_string(fewest_for_coverage(fitted.method.options.coverage));
  return "This coverage takes " + wanted + " validation examples" +
         (fitted.method.options.class_conditional
              ? " of each class; classes with fewer (" + classes + ") are in every set."
              : ", and there are " + std::to_string(most) + ": every set holds every class.");
}

}  // namespace bayes

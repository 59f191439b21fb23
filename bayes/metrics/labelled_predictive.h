#pragma once

#include <torch/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <typeindex>
#include <utility>
#include <vector>

#include "bayes/predictive/categorical_predictive.h"

namespace bayes {

/// A predictive with its labels, and what several metrics make of them: sorted and binned once for all.
class LabelledPredictive {
 public:
  /// labels [N], int64, each in [0, C). Throws `Error` as `require_labels`.
  LabelledPredictive(const CategoricalPredictive& predictive, const torch::Tensor& labels);

  const CategoricalPredictive& predictive() const { return predictive_; }
  const torch::Tensor& labels() const { return labels_; }

  /// `Part(predictive, labels, options...)`, made at the first call. Not from several threads at once.
  template <class Part, class... Options>
  std::shared_ptr<const Part> part(Options... options) const {
    auto& known = parts_[{typeid(Part), {options...}}];
    if (!known) known = std::make_shared<const Part>(predictive_, labels_, options...);
    return std::static_pointer_cast<const Part>(known);
  }

 private:
  CategoricalPredictive predictive_;
  torch::Tensor labels_;
  mutable std::map<std::pair<std::type_index, std::vector<std::int64_t>>, std::shared_ptr<const void>> parts_;
};

}  // namespace bayes

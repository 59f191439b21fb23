#pragma once

#include <torch/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <typeindex>
#include <utility>
#include <vector>

#include "bayes/predictive/categorical_predictive.h"
#include "bayes/predictive/labels.h"

namespace bayes {

/// A predictive of the kind P with its targets, and what several metrics make of them: sorted and binned once
/// for all.
template <class P>
class TargetedPredictive {
 public:
  /// Throws `Error` where the targets are not those of the predictive (`require_targets`).
  TargetedPredictive(const P& predictive, const torch::Tensor& targets)
      : predictive_(predictive), targets_(targets) {
    require_targets(predictive, targets);
  }

  const P& predictive() const { return predictive_; }
  const torch::Tensor& targets() const { return targets_; }

  /// `Part(predictive, targets, options...)`, made at the first call. Not from several threads at once.
  template <class Part, class... Options>
  std::shared_ptr<const Part> part(Options... options) const {
    auto& known = parts_[{typeid(Part), {options...}}];
    if (!known) known = std::make_shared<const Part>(predictive_, targets_, options...);
    return std::static_pointer_cast<const Part>(known);
  }

 private:
  P predictive_;
  torch::Tensor targets_;
  mutable std::map<std::pair<std::type_index, std::vector<std::int64_t>>, std::shared_ptr<const void>> parts_;
};

/// Class probabilities with labels [N], int64, each in [0, C).
using LabelledPredictive = TargetedPredictive<CategoricalPredictive>;

}  // namespace bayes

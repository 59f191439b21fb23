#pragma once

#include <torch/types.h>

#include <functional>
#include <vector>

#include "bayes/core/pass.h"

namespace bayes {

/// While one lives, on its thread, what layers without randomness make of the same images is remembered from
/// one forward pass to the next: draws share everything before the first random layer.
///
/// Known are the images given and what was remembered of them. The output of a layer is remembered where its
/// input is known, so that a layer behind a random one is always computed; a tensor that was changed in place
/// since is not known any more. For passes without gradients only; not under `c10::InferenceMode`, which does
/// not count changes.
class SharedPrefix {
 public:
  /// images: one tensor or several, each of which passes by itself
  explicit SharedPrefix(torch::TensorList images);

  /// Whether `tensor` is known to one that lives on this thread.
  static bool is_known(const torch::Tensor& tensor);
  /// Whether anything was taken from memory instead of being computed.
  bool was_used() const { return was_used_; }

  /// What `compute` makes of `input` in the layer `layer`, or made of it before.
  static torch::Tensor remember(const void* layer, const torch::Tensor& input,
                                const std::function<torch::Tensor()>& compute);

 private:
  struct Known {
    const void* layer;  // that made `output`; nullptr for the images
    torch::Tensor input, output;
    std::int64_t version;  // of the output, when it was made
  };
  bool knows(const torch::Tensor& tensor) const;

  std::vector<Known> known_;
  bool was_used_ = false;
  PassScope<&Pass::shared_prefix> scope_;
};

}  // namespace bayes

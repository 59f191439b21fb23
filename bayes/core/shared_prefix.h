#pragma once

#include <torch/types.h>

#include <functional>
#include <vector>

#include "bayes/core/pass.h"

namespace bayes {

/// Operations that are no module by whose address they could be told apart; kLayer stands for those that are.
enum class Operation { kLayer, kRectify, kReluMaxPool2d, kShortcut, kGlobalAveragePool2d };

/// While one lives, on its thread, what layers without randomness make of the same images is remembered from
/// one forward pass to the next: draws share everything before the first random layer.
///
/// Known are the images given and what was remembered of them. The output of a layer is remembered where its
/// inputs are known, so that a layer behind a random one is always computed; a tensor that was changed in
/// place since is not known any more. For passes without gradients only; not under `c10::InferenceMode`,
/// which does not count changes.
class SharedPrefix {
 public:
  /// images: one tensor or several, each of which passes by itself
  explicit SharedPrefix(torch::TensorList images);

  /// Whether `tensor` is known to one that lives on this thread.
  static bool is_known(const torch::Tensor& tensor);
  /// Whether anything was taken from memory instead of being computed.
  bool was_used() const { return was_used_; }

  /// What makes an output of its inputs: a layer, in the part or manner `number`, or an operation without
  /// weights, set to `number`.
  struct Key {
    Key(const void* layer, std::int64_t number = 0) : layer(layer), number(number) {}
    Key(Operation operation, std::int64_t number = 0) : operation(operation), number(number) {}
    bool operator==(const Key& other) const {
      return operation == other.operation && layer == other.layer && number == other.number;
    }

    Operation operation = Operation::kLayer;
    const void* layer = nullptr;
    std::int64_t number;
  };
  /// What `compute` makes of `inputs`, or made of the same before.
  static torch::Tensor remember(const Key& key, torch::TensorList inputs,
                                const std::function<torch::Tensor()>& compute);

 private:
  struct Known {
    Key key;
    std::vector<torch::Tensor> inputs;  // none for the images
    torch::Tensor output;
    std::int64_t version;  // of the output, when it was made
  };
  bool knows(const torch::Tensor& tensor) const;

  std::vector<Known> known_;
  bool was_used_ = false;
  PassScope<&Pass::shared_prefix> scope_;
};

}  // namespace bayes

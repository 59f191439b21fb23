#pragma once

#include <torch/nn/cloneable.h>
#include <torch/types.h>

#include <memory>
#include <utility>

#include "bayes/core/libtorch.h"

namespace bayes {
/// Stands for `Self` where LibTorch names what may clone modules; see `bayes::Cloneable`.
template <class Self, class Base>
struct ClonedBelow;
}  // namespace bayes

namespace torch::nn {

/// LibTorch lets every `Cloneable<…>` reach the children of a module, and its own derives from `Module`
/// alone: virtually in LibTorch 1, plainly in LibTorch 2, so that a class with another base below `Module`
/// has two of them there. This one has the base that it is given.
template <class Self, class Base>
class Cloneable<bayes::ClonedBelow<Self, Base>> : public Base {
 public:
  using Base::Base;

  /// Registers parameters, buffers and children: all that a clone must not share.
  virtual void reset() = 0;

  std::shared_ptr<Module> clone(
      const bayes::Optional<torch::Device>& device = bayes::kNullopt) const override {
    const torch::NoGradGuard no_grad;
    auto copy = std::make_shared<Self>(static_cast<const Self&>(*this));
    copy->parameters_.clear();
    copy->buffers_.clear();
    copy->children_.clear();
    copy->reset();
    copy_tensors(this->parameters_, copy->parameters_, device);
    copy_tensors(this->buffers_, copy->buffers_, device);
    require_same_size(this->children_, copy->children_);
    for (const auto& child : this->children_) copy->children_[child.key()]->clone_(*child.value(), device);
    return copy;
  }

 private:
  template <class Values>
  static void require_same_size(const Values& from, const Values& to) {
    TORCH_CHECK(from.size() == to.size(), "reset() registers ", to.size(), " tensors or modules of ",
                from.size(), ": the others are registered elsewhere and would be lost in a clone");
  }

  template <class Tensors>
  static void copy_tensors(const Tensors& from, Tensors& to, const bayes::Optional<torch::Device>& device) {
    require_same_size(from, to);
    for (const auto& entry : from) {
      const auto& tensor = entry.value();
      to[entry.key()].set_data(device ? tensor.to(*device, /*non_blocking=*/false, /*copy=*/true)
                                      : tensor.clone());
    }
  }

  void clone_(Module& other, const bayes::Optional<torch::Device>& device) final {
    const auto clone = std::dynamic_pointer_cast<Self>(other.clone(device));
    TORCH_CHECK(clone != nullptr, "reset() registers a child of another type than the module had");
    static_cast<Self&>(*this) = std::move(*clone);
  }
};

}  // namespace torch::nn

namespace bayes {

/// What `torch::nn::Cloneable<Self>` is, below any base that is a module: `Self` gets a deep copy by
/// `clone()`, with all its parameters, buffers and children registered in `reset()`. No class here has
/// `Module` as a virtual base.
///
///     class LeNet5 : public bayes::Cloneable<LeNet5, bayes::Network> { … };
///
/// `clone` throws `c10::Error` where `reset()` does not register what the module has.
template <class Self, class Base = torch::nn::Module>
using Cloneable = torch::nn::Cloneable<ClonedBelow<Self, Base>>;

}  // namespace bayes

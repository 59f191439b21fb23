#pragma once

#include <torch/types.h>

#include <vector>

#include "bayes/core/pass.h"

namespace bayes {

/// The gradient of a weight [out_features, in_features] as the two factors whose product it is, summed over
/// images: for whoever uses it up row by row, before it goes through memory.
struct OwedGradient {
  torch::Tensor of_output;  ///< [N, out_features], images innermost
  torch::Tensor input;      ///< [N, in_features], images innermost

  bool is_owed() const { return input.defined(); }
  /// Whether the product surely has no value that is not a finite number; false where that takes the product.
  bool is_surely_finite() const;
  /// Writes the product to `place`, of the weight's sizes and contiguous; nothing is owed any more.
  void pay(const torch::Tensor& place);
};

/// Where the gradients of weights are to be written, on this thread, while it lives: backward passes of this
/// library's layers put them there at once, which saves a buffer and a pass over it.
///
/// A place is claimed once in its life; a weight that is used again gets the rest of its gradient by
/// autograd, as do weights of layers that know nothing of places.
class GradientPlaces {
 public:
  GradientPlaces() : scope_(this) {}

  ///   gradient  of the weight's sizes, contiguous
  ///   owed      where a layer may leave factors instead, of this thread and as long as this lives; may be
  ///   null
  void add(const torch::Tensor& weight, const torch::Tensor& gradient, OwedGradient* owed = nullptr);
  /// Whether a backward pass wrote the gradient of the i-th weight that was added, or owes it.
  bool is_claimed(std::size_t i) const { return places_[i].claimed; }

  /// The place for the gradient of `weight` on this thread; undefined where there is none, or it is taken.
  static torch::Tensor claim(const torch::Tensor& weight);
  /// Leaves the gradient of `weight` as factors and claims its place by that; false where that is not wanted.
  static bool owe(const torch::Tensor& weight, const OwedGradient& factors);

 private:
  struct Place {
    const void* weight;
    torch::Tensor gradient;
    OwedGradient* owed;
    bool claimed = false;
  };
  static Place* free_place(const torch::Tensor& weight);

  std::vector<Place> places_;
  PassScope<&Pass::gradient_places> scope_;
};

/// The place claimed for the gradient of `weight`, else a new tensor for it.
struct GradientBuffer {
  explicit GradientBuffer(const torch::Tensor& weight);
  /// What a backward function returns: undefined where the gradient already is in its place.
  torch::Tensor result() const { return is_place ? torch::Tensor() : tensor; }

  torch::Tensor tensor;  ///< contiguous, to be overwritten
  bool is_place;
};

/// Autograd functions take defined tensors only: an empty one stands for a bias that is not there, and back.
torch::Tensor or_empty(const torch::Tensor& bias, const torch::Tensor& weight);
torch::Tensor or_undefined(const torch::Tensor& bias);

/// Throws `Error` inside a backward pass that is itself to be differentiated: the library's kernels have no
/// second derivative, and a silent zero would be worse.
void require_first_derivative();

}  // namespace bayes

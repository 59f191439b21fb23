#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "bayes/core/gradient_places.h"

namespace bayes {

/// The gradients of one weight tensor that the jobs of a step leave, each in the slot of its job: written to
/// a place in memory, or owed as a product that `sum` computes row by row.
class ShardGradients {
 public:
  static constexpr std::int64_t kMostSlots = 64;

  ShardGradients() = default;
  /// places: one a slot. takes_products: whether jobs may owe, for a weight of two dimensions at least.
  ShardGradients(std::vector<torch::Tensor> places, bool takes_products);

  bool empty() const { return slots_.empty(); }
  bool takes_products() const { return takes_products_; }
  const torch::Tensor& place(std::int64_t slot) const { return slots_[slot].place; }
  /// Where that job may leave factors; null where it may not.
  OwedGradient* owed(std::int64_t slot) { return takes_products_ ? &slots_[slot].owed : nullptr; }
  /// The gradient in memory, whatever was owed: to be changed there.
  torch::Tensor& paid(std::int64_t slot);

  /// Lays out what is owed in `slot`, before `sum` is called.
  void prepare(std::int64_t slot);
  /// sum = the gradients in `slots` of weights [first, first + count), added up in their order. Whole rows
  /// where jobs may owe.
  void sum(const std::vector<std::int64_t>& slots, std::int64_t first, std::int64_t count, float* sum) const;

 private:
  struct Slot {
    torch::Tensor place;
    OwedGradient owed;
    torch::Tensor packed_input;
  };
  std::vector<Slot> slots_;
  bool takes_products_ = false;
};

}  // namespace bayes

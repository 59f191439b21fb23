#include "bayes/engine/shard_gradients.h"

#include <algorithm>
#include <utility>

#include "bayes/kernels/linear/weight_gradient.h"
#include "bayes/kernels/update/optimizer_update.h"

namespace bayes {

ShardGradients::ShardGradients(std::vector<torch::Tensor> places, bool takes_products)
    : takes_products_(takes_products) {
  for (auto& place : places) slots_.push_back({std::move(place), {}, {}});
}

torch::Tensor& ShardGradients::paid(std::int64_t slot) {
  auto& [place, owed, packed] = slots_[slot];
  if (owed.is_owed()) owed.pay(place);
  return place;
}

void ShardGradients::prepare(std::int64_t slot) {
  auto& [place, owed, packed] = slots_[slot];
  if (!owed.is_owed()) return;
  const std::int64_t examples = owed.input.size(0), columns = owed.input.size(1);
  const std::int64_t size = kernels::packed_inputs_size(columns, examples);
  if (!packed.defined() || packed.numel() < size) packed = torch::empty({size});
  kernels::pack_inputs(owed.input.data_ptr<float>(), columns, examples, packed.data_ptr<float>());
}

void ShardGradients::sum(const std::vector<std::int64_t>& slots, std::int64_t first, std::int64_t count,
                         float* sum) const {
  const auto is_owed = [&](std::int64_t slot) { return slots_[slot].owed.is_owed(); };
  if (std::none_of(slots.begin(), slots.end(), is_owed)) {
    const float* addends[kMostSlots];
    for (std::size_t i = 0; i < slots.size(); ++i) {
      addends[i] = slots_[slots[i]].place.data_ptr<float>() + first;
    }
    kernels::reduce(sum, addends, static_cast<int>(slots.size()), count);
    return;
  }
  std::fill_n(sum, count, 0.0f);
  for (const auto i : slots) {
    const auto& [place, owed, packed] = slots_[i];
    if (owed.is_owed()) {
      const std::int64_t examples = owed.input.size(0), columns = owed.input.size(1);
      kernels::add_weight_gradient_rows(owed.of_output.data_ptr<float>() + first / columns * examples,
                                        packed.data_ptr<float>(), count / columns, columns, examples, sum);
    } else {
      kernels::accumulate_finite(sum, place.data_ptr<float>() + first, count);
    }
  }
}

}  // namespace bayes

#include "bayes/core/shared_prefix.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace bayes {
namespace {

thread_local SharedPrefix* current_prefix = nullptr;

// Inference tensors do not count their changes.
std::int64_t version_of(const torch::Tensor& tensor) {
  return tensor.is_inference() ? 0 : static_cast<std::int64_t>(tensor._version());
}

bool same_values(const torch::Tensor& a, const torch::Tensor& b) {
  return a.data_ptr() == b.data_ptr() && a.numel() == b.numel();
}

// The same memory may be looked at in another shape.
bool same_view(const torch::Tensor& a, const torch::Tensor& b) {
  return same_values(a, b) && a.sizes() == b.sizes() && a.strides() == b.strides();
}

}  // namespace

SharedPrefix::SharedPrefix(torch::TensorList images) : outer_(current_prefix) {
  for (const auto& some : images) known_.push_back({nullptr, {}, some, version_of(some)});
  current_prefix = this;
}

SharedPrefix::~SharedPrefix() { current_prefix = outer_; }

bool SharedPrefix::knows(const torch::Tensor& tensor) const {
  return std::any_of(known_.begin(), known_.end(), [&](const Known& known) {
    return same_values(known.output, tensor) && known.version == version_of(known.output);
  });
}

bool SharedPrefix::is_known(const torch::Tensor& tensor) {
  return current_prefix != nullptr && current_prefix->knows(tensor);
}

torch::Tensor SharedPrefix::remember(const void* layer, const torch::Tensor& input,
                                     const std::function<torch::Tensor()>& compute) {
  if (torch::GradMode::is_enabled() || !is_known(input)) return compute();
  for (const auto& known : current_prefix->known_) {
    if (known.layer == layer && same_view(known.input, input) && current_prefix->knows(known.output)) {
      current_prefix->was_used_ = true;
      return known.output;
    }
  }
  const auto output = compute();
  current_prefix->known_.push_back({layer, input, output, version_of(output)});
  return output;
}

}  // namespace bayes

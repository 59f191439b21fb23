#include "bayes/core/gradient_places.h"

#include <ATen/core/grad_mode.h>

#include "bayes/core/error.h"

namespace bayes {
namespace {

thread_local GradientPlaces* current_places = nullptr;

}  // namespace

GradientPlaces::GradientPlaces() : outer_(current_places) { current_places = this; }

GradientPlaces::~GradientPlaces() { current_places = outer_; }

void GradientPlaces::add(const torch::Tensor& weight, const torch::Tensor& gradient) {
  places_.push_back({weight.data_ptr(), gradient});
}

torch::Tensor GradientPlaces::claim(const torch::Tensor& weight) {
  if (current_places == nullptr) return {};
  for (auto& place : current_places->places_) {
    if (place.weight != weight.data_ptr() || place.claimed) continue;
    place.claimed = true;
    return place.gradient;
  }
  return {};
}

GradientBuffer::GradientBuffer(const torch::Tensor& weight)
    : tensor(GradientPlaces::claim(weight)), is_place(tensor.defined()) {
  // A place may have other dimensions: a convolution of whole images is a product of matrices.
  if (is_place) tensor = tensor.view(weight.sizes());
  if (!is_place) tensor = torch::empty_like(weight, weight.options().requires_grad(false));
}

torch::Tensor or_empty(const torch::Tensor& bias, const torch::Tensor& weight) {
  return bias.defined() ? bias : torch::empty({0}, weight.options().requires_grad(false));
}

torch::Tensor or_undefined(const torch::Tensor& bias) { return bias.numel() == 0 ? torch::Tensor() : bias; }

void require_first_derivative() {
  if (!torch::GradMode::is_enabled()) return;
  throw Error("a second derivative of a float32 layer was asked for (create_graph)", "backward",
              "take float64, which LibTorch's own operators serve");
}

}  // namespace bayes

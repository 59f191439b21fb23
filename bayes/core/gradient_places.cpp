#include "bayes/core/gradient_places.h"

#include <ATen/core/grad_mode.h>

#include "bayes/core/error.h"
#include "bayes/kernels/linear/weight_gradient.h"

namespace bayes {

bool OwedGradient::is_surely_finite() const {
  return kernels::weight_gradient_stays_finite(of_output.data_ptr<float>(), of_output.size(1),
                                               input.data_ptr<float>(), input.size(1), input.size(0));
}

void OwedGradient::pay(const torch::Tensor& place) {
  auto product = place.view({of_output.size(1), input.size(1)});
  at::mm_out(product, of_output.t(), input);
  *this = {};
}

void GradientPlaces::add(const torch::Tensor& weight, const torch::Tensor& gradient, OwedGradient* owed) {
  places_.push_back({weight.data_ptr(), gradient, owed});
}

GradientPlaces::Place* GradientPlaces::free_place(const torch::Tensor& weight) {
  GradientPlaces* places = Pass::current().gradient_places;
  if (places == nullptr) return nullptr;
  for (auto& place : places->places_) {
    if (place.weight == weight.data_ptr() && !place.claimed) return &place;
  }
  return nullptr;
}

torch::Tensor GradientPlaces::claim(const torch::Tensor& weight) {
  Place* place = free_place(weight);
  if (place == nullptr) return {};
  place->claimed = true;
  return place->gradient;
}

bool GradientPlaces::owe(const torch::Tensor& weight, const OwedGradient& factors) {
  Place* place = free_place(weight);
  if (place == nullptr || place->owed == nullptr) return false;
  place->claimed = true;
  *place->owed = {factors.of_output.detach(), factors.input.detach()};
  return true;
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

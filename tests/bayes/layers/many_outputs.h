#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "bayes/core/draw.h"
#include "bayes/layers/variational/estimator.h"
#include "bayes/posteriors/mean_field_gaussian.h"
#include "bayes/priors/gaussian.h"

namespace bayes {

/// An affine map with random weight and bias, in float64, and an input for it.
struct RandomAffine {
  MeanFieldGaussian weight{nullptr};
  MeanFieldGaussian bias{nullptr};
  Affine affine;
  torch::Tensor input;

  /// Closed form, element by element: affine(x, mu) and affine(x^2, sigma^2).
  torch::Tensor mean() const { return affine(input, weight->mu.detach(), bias->mu.detach()); }
  torch::Tensor variance() const {
    return affine(input.square(), weight->sd().detach().square(), bias->sd().detach().square());
  }
  torch::Tensor output(Estimator estimator) const {
    return draw_output(estimator, input, weight, bias, affine);
  }
};

/// Means and standard deviations that differ from weight to weight.
inline MeanFieldGaussian varied_posterior(const std::vector<std::int64_t>& sizes) {
  MeanFieldGaussian posterior(sizes, 0.05, GaussianPrior().ptr());
  posterior->to(torch::kFloat64);
  torch::NoGradGuard no_grad;
  posterior->mu.normal_();
  posterior->rho.uniform_(-2.0, 1.0);
  return posterior;
}

/// 3 examples, 4 inputs, 2 outputs.
inline RandomAffine random_linear() {
  torch::manual_seed(8);
  return {varied_posterior({2, 4}), varied_posterior({2}), torch::linear,
          torch::randn({3, 4}, torch::kFloat64)};
}

/// 2 examples, 2 channels in, 3 out, 4 x 4 pixels, kernel 3 x 3: 4 pixels out, which all share inputs.
inline RandomAffine random_convolution() {
  torch::manual_seed(9);
  const Affine convolution = [](const torch::Tensor& x, const torch::Tensor& w, const torch::Tensor& b) {
    return torch::conv2d(x, w, b);
  };
  return {varied_posterior({3, 2, 3, 3}), varied_posterior({3}), convolution,
          torch::randn({2, 2, 4, 4}, torch::kFloat64)};
}

/// The way back: 2 examples, 3 channels in, 2 out, 2 x 2 pixels, kernel 3 x 2, stride 2: pixels out see 1 to
/// 4 pixels in.
inline RandomAffine random_transposed_convolution() {
  torch::manual_seed(10);
  const Affine convolution = [](const torch::Tensor& x, const torch::Tensor& w, const torch::Tensor& b) {
    return torch::conv_transpose2d(x, w, b, /*stride=*/{2, 1}, /*padding=*/{1, 0}, /*output_padding=*/{1, 0});
  };
  return {varied_posterior({3, 2, 3, 2}), varied_posterior({2}), convolution,
          torch::randn({2, 3, 2, 2}, torch::kFloat64)};
}

/// Outputs of so many draws, [S, N, …].
inline torch::Tensor many_outputs(const RandomAffine& random, Estimator estimator, int samples) {
  torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> outputs;
  for (int s = 0; s < samples; ++s) {
    const Draw draw({5, Stream::kPrediction, 0, static_cast<std::uint32_t>(s)}, /*first_example=*/0,
                    Draw::Kl::kSkip);
    outputs.push_back(random.output(estimator));
  }
  return torch::stack(outputs);
}

}  // namespace bayes

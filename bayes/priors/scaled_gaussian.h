#pragma once

#include <torch/nn/pimpl.h>

#include <optional>
#include <utility>
#include <vector>

#include "bayes/core/cloneable.h"
#include "bayes/core/fields.h"
#include "bayes/priors/gaussian.h"
#include "bayes/priors/prior.h"

namespace bayes {

/// The variance of a weight by the size of its layer.
enum class FanScaling {
  kHe,      ///< 2 / fan_in: keeps the variance of features through ReLUs (He et al. 2015, equation 10)
  kGlorot,  ///< 2 / (fan_in + fan_out) (Glorot & Bengio 2010, equation 12)
  kFanIn,   ///< 1 / fan_in: the scaling under which wide networks become Gaussian processes (Neal 1996)
};

inline std::vector<std::pair<const char*, FanScaling>> enum_names(FanScaling) {
  return {{"he", FanScaling::kHe}, {"glorot", FanScaling::kGlorot}, {"fan_in", FanScaling::kFanIn}};
}

struct ScaledGaussianPriorOptions {
  FanScaling scaling = FanScaling::kHe;
  double gain = 1.0;
  double bias_sigma = 0.1;
  template <class Options, class Visitor>
  static void visit_fields(Options& options, Visitor&& field) {
    field("scaling", options.scaling, any(),
          "Variance of a weight: he 2 / fan_in, glorot 2 / (fan_in + fan_out), fan_in 1 / fan_in.");
    field("gain", options.gain, scale_single(), "Factor on the standard deviation that follows from it.");
    field("bias_sigma", options.bias_sigma, scale_single(),
          "Standard deviation of weights without a fan-in: biases, and other tensors of one dimension.");
  }
};

/// N(0, sigma^2) with sigma by the shape of the weight: gain * sqrt(2 / fan_in) and the like, so that each
/// layer's features have a variance of the same order whatever its width. Of sizes [out, in, places…] fan_in
/// is in * places and fan_out is out * places (for a grouped convolution `in` and `out` as its weight has
/// them). Weights of fewer than two dimensions have `bias_sigma`.
/// Throws `Error` where gain or bias_sigma is not a positive number.
class ScaledGaussianPriorImpl : public Cloneable<ScaledGaussianPriorImpl, Prior> {
 public:
  explicit ScaledGaussianPriorImpl(const ScaledGaussianPriorOptions& options = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;

  /// Standard deviation of weights of these sizes.
  double sigma(torch::IntArrayRef sizes) const;

  torch::Tensor log_density(const torch::Tensor& weight) const override;
  torch::Tensor draw(torch::IntArrayRef sizes, const torch::TensorOptions& options) const override;
  std::optional<torch::Tensor> kl_from_gaussian(const torch::Tensor& mean,
                                                const torch::Tensor& sd) const override;
  bool is_quadratic() const override { return true; }
  std::optional<Normal> as_normal(torch::IntArrayRef sizes) const override;
  std::shared_ptr<const Prior> for_kept(const torch::Tensor& kept) const override;

  ScaledGaussianPriorOptions options;
  torch::Tensor gain;        // 0-dimensional, float64
  torch::Tensor bias_sigma;  // 0-dimensional, float64

 private:
  GaussianPrior of_sizes(torch::IntArrayRef sizes) const;
};
TORCH_MODULE(ScaledGaussianPrior);

}  // namespace bayes

#pragma once

#include <torch/nn/modules/container/any.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "bayes/layers/dropout_conv2d.h"
#include "bayes/layers/dropout_linear.h"
#include "bayes/layers/variational_conv2d.h"
#include "bayes/layers/variational_linear.h"
#include "bayes/priors/gaussian.h"
#include "bayes/priors/scale_mixture.h"

namespace bayes {

/// A layer of the conformance suite: listed once, it passes every test of layers_test.cpp.
struct LayerCase {
  std::string name;
  std::function<torch::nn::AnyModule()> make;        ///< fresh, with weights of LibTorch's generator
  std::function<torch::nn::AnyModule()> make_plain;  ///< LibTorch's layer that it replaces
  std::vector<std::int64_t> input;                   ///< N and the rest
  std::string printed;                               ///< by itself, without its children
};

inline void PrintTo(const LayerCase& layer, std::ostream* stream) { *stream << layer.name; }

inline torch::nn::Conv2dOptions small_convolution() { return torch::nn::Conv2dOptions(2, 3, 3); }
inline torch::nn::Conv2dOptions full_convolution() {
  return torch::nn::Conv2dOptions(4, 2, {3, 2})
      .stride({2, 1})
      .padding({1, 2})
      .dilation({1, 2})
      .groups(2)
      .bias(false);
}
inline torch::nn::Conv2dOptions same_convolution() {
  return torch::nn::Conv2dOptions(2, 3, 3).padding(torch::kSame).dilation(2);
}

inline LayerCase variational_linear(const std::string& name, bool bias, Estimator estimator,
                                    const std::shared_ptr<Prior>& prior, const std::string& printed) {
  const auto options = torch::nn::LinearOptions(3, 2).bias(bias);
  return {
      name,
      [=] {
        return torch::nn::AnyModule(VariationalLinear(options, VariationalOptions{0.1, estimator}, prior));
      },
      [=] { return torch::nn::AnyModule(torch::nn::Linear(options)); },
      {5, 3},
      printed};
}

inline LayerCase variational_conv2d(const std::string& name, const torch::nn::Conv2dOptions& options,
                                    Estimator estimator, const std::shared_ptr<Prior>& prior,
                                    const std::string& printed) {
  return {
      name,
      [=] {
        return torch::nn::AnyModule(VariationalConv2d(options, VariationalOptions{0.1, estimator}, prior));
      },
      [=] { return torch::nn::AnyModule(torch::nn::Conv2d(options)); },
      {4, options.in_channels(), 5, 4},
      printed};
}

inline LayerCase dropout_conv2d(const std::string& name, DropoutUnit unit, const std::string& printed) {
  return {name,
          [=] {
            return torch::nn::AnyModule(DropoutConv2d(small_convolution(), DropoutOptions{0.25, unit}));
          },
          [] { return torch::nn::AnyModule(torch::nn::Conv2d(small_convolution())); },
          {4, 2, 5, 4},
          printed};
}

inline LayerCase dropout_linear(const std::string& name, bool bias, const std::string& printed) {
  const auto options = torch::nn::LinearOptions(3, 2).bias(bias);
  return {name,
          [=] {
            return torch::nn::AnyModule(DropoutLinear(options, DropoutOptions{0.25, DropoutUnit::kElement}));
          },
          [=] { return torch::nn::AnyModule(torch::nn::Linear(options)); },
          {5, 3},
          printed};
}

/// Every layer. A new one is one more line.
inline std::vector<LayerCase> layer_cases() {
  const auto gaussian = GaussianPrior(GaussianPriorOptions{0.1, 0.3}).ptr();
  const auto mixture = ScaleMixturePrior(ScaleMixturePriorOptions{0.4, 1.0, 0.1}).ptr();
  const auto sampling = Estimator::kWeightSampling;
  const auto local = Estimator::kLocalReparameterisation;
  const auto flipout = Estimator::kFlipout;
  const std::string linear = "bayes::VariationalLinear(in_features=3, out_features=2, bias=true, estimator=";
  const std::string no_bias =
      "bayes::VariationalLinear(in_features=3, out_features=2, bias=false, estimator=";
  const std::string conv = "bayes::VariationalConv2d(2, 3, kernel_size=[3, 3], stride=[1, 1], estimator=";
  const std::string full =
      "bayes::VariationalConv2d(4, 2, kernel_size=[3, 2], stride=[2, 1], padding=[1, 2], dilation=[1, 2], "
      "groups=2, bias=false, estimator=";
  const std::string same =
      "bayes::VariationalConv2d(2, 3, kernel_size=[3, 3], stride=[1, 1], padding=same, dilation=[2, 2], "
      "estimator=";
  const std::string dropped =
      "bayes::DropoutConv2d(2, 3, kernel_size=[3, 3], stride=[1, 1], dropout_rate=0.25";
  return {
      variational_linear("LinearSampling", true, sampling, gaussian, linear + "weight_sampling)"),
      variational_linear("LinearSamplingMixture", true, sampling, mixture, linear + "weight_sampling)"),
      variational_linear("LinearLocal", true, local, gaussian, linear + "local_reparameterisation)"),
      variational_linear("LinearLocalMixture", true, local, mixture, linear + "local_reparameterisation)"),
      variational_linear("LinearFlipout", true, flipout, gaussian, linear + "flipout)"),
      variational_linear("LinearFlipoutMixture", true, flipout, mixture, linear + "flipout)"),
      variational_linear("LinearNoBias", false, flipout, gaussian, no_bias + "flipout)"),
      variational_conv2d("Conv2dSampling", small_convolution(), sampling, gaussian,
                         conv + "weight_sampling)"),
      variational_conv2d("Conv2dSamplingMixture", small_convolution(), sampling, mixture,
                         conv + "weight_sampling)"),
      variational_conv2d("Conv2dLocal", small_convolution(), local, gaussian,
                         conv + "local_reparameterisation)"),
      variational_conv2d("Conv2dLocalMixture", small_convolution(), local, mixture,
                         conv + "local_reparameterisation)"),
      variational_conv2d("Conv2dFlipout", small_convolution(), flipout, gaussian, conv + "flipout)"),
      variational_conv2d("Conv2dFlipoutMixture", small_convolution(), flipout, mixture, conv + "flipout)"),
      variational_conv2d("Conv2dFullSampling", full_convolution(), sampling, gaussian,
                         full + "weight_sampling)"),
      variational_conv2d("Conv2dFullLocal", full_convolution(), local, gaussian,
                         full + "local_reparameterisation)"),
      variational_conv2d("Conv2dFullFlipout", full_convolution(), flipout, gaussian, full + "flipout)"),
      variational_conv2d("Conv2dSame", same_convolution(), flipout, gaussian, same + "flipout)"),
      dropout_linear("DropoutLinear", true,
                     "bayes::DropoutLinear(in_features=3, out_features=2, bias=true, dropout_rate=0.25)"),
      dropout_linear("DropoutLinearNoBias", false,
                     "bayes::DropoutLinear(in_features=3, out_features=2, bias=false, dropout_rate=0.25)"),
      dropout_conv2d("DropoutConv2dElement", DropoutUnit::kElement, dropped + ")"),
      dropout_conv2d("DropoutConv2dChannel", DropoutUnit::kChannel, dropped + ", unit=channel)"),
  };
}

}  // namespace bayes

#pragma once

#include <torch/nn/modules/container/any.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/embedding.h>
#include <torch/nn/modules/linear.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bayes/layers/dropout/concrete_dropout_affine.h"
#include "bayes/layers/dropout/dropout_affine.h"
#include "bayes/layers/dropout/dropout_embedding.h"
#include "bayes/layers/variational/variational_affine.h"
#include "bayes/layers/variational/variational_embedding.h"
#include "bayes/posteriors/low_rank_gaussian.h"
#include "bayes/posteriors/matrix_gaussian.h"
#include "bayes/posteriors/radial.h"
#include "bayes/posteriors/rank_one_posterior.h"
#include "bayes/posteriors/tied_gaussian.h"
#include "bayes/priors/gaussian.h"
#include "bayes/priors/scale_mixture.h"
#include "tests/conformance/layer_case.h"
#include "tests/conformance/recurrent_layer_cases.h"

namespace bayes {

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

/// With a posterior of another kind, of rank 2.
inline LayerCase linear_with(const PosteriorKind& kind, Estimator estimator) {
  const VariationalOptions variational{0.1, estimator, kind};
  const auto options = torch::nn::LinearOptions(3, 2);
  const std::string estimator_text = estimator_name(estimator);
  return {
      "Linear_" + kind.name + "_" + estimator_text,
      [=] { return torch::nn::AnyModule(VariationalLinear(options, variational)); },
      [=] { return torch::nn::AnyModule(torch::nn::Linear(options)); },
      {5, 3},
      "bayes::VariationalLinear(in_features=3, out_features=2, bias=true, estimator=" + estimator_text + ")"};
}

inline LayerCase conv2d_with(const PosteriorKind& kind, Estimator estimator) {
  const VariationalOptions variational{0.1, estimator, kind};
  const std::string estimator_text = estimator_name(estimator);
  return {
      "Conv2d_" + kind.name + "_" + estimator_text,
      [=] { return torch::nn::AnyModule(VariationalConv2d(small_convolution(), variational)); },
      [=] { return torch::nn::AnyModule(torch::nn::Conv2d(small_convolution())); },
      {4, 2, 5, 4},
      "bayes::VariationalConv2d(2, 3, kernel_size=[3, 3], stride=[1, 1], estimator=" + estimator_text + ")"};
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

/// Any other convolution.
template <class Layer, class Plain, class Options>
LayerCase variational_convolution(const std::string& name, const Options& options, Estimator estimator,
                                  const std::vector<std::int64_t>& input, const std::string& printed) {
  const auto prior = GaussianPrior(GaussianPriorOptions{0.1, 0.3}).ptr();
  return {name,
          [=] {
            return torch::nn::AnyModule(Layer(options, VariationalOptions{0.1, estimator}, prior));
          },
          [=] { return torch::nn::AnyModule(Plain(options)); }, input,
          "bayes::Variational" + printed + ", estimator=" + estimator_name(estimator) + ")"};
}
template <class Layer, class Plain, class Options>
LayerCase dropout_convolution(const std::string& name, const Options& options, DropoutUnit unit,
                              const std::vector<std::int64_t>& input, const std::string& printed) {
  return {name,
          [=] {
            return torch::nn::AnyModule(Layer(options, DropoutOptions{0.25, unit}));
          },
          [=] { return torch::nn::AnyModule(Plain(options)); },
          input,
          "bayes::Dropout" + printed + ", dropout_rate=0.25" +
              (unit == DropoutUnit::kChannel ? ", unit=channel)" : ")"),
          /*drops=*/true};
}

/// Sequences and volumes, and transposed convolutions with all their options: every estimator and unit.
inline void add_convolutions(std::vector<LayerCase>& cases) {
  using namespace torch::nn;
  const auto conv1d = Conv1dOptions(2, 3, 3).padding(1).dilation(2);
  const auto conv3d = Conv3dOptions(2, 2, {1, 2, 2}).stride({1, 2, 1});
  const auto conv1d_transposed = ConvTranspose1dOptions(4, 2, 3).stride(2).groups(2).bias(false);
  const auto conv2d_transposed =
      ConvTranspose2dOptions(2, 3, {2, 3}).stride({2, 1}).padding({1, 0}).output_padding({1, 0});
  const auto conv3d_transposed = ConvTranspose3dOptions(2, 1, {2, 1, 2}).dilation({2, 1, 1});
  const std::string in1d = "Conv1d(2, 3, kernel_size=[3], stride=[1], padding=[1], dilation=[2]";
  const std::string in3d = "Conv3d(2, 2, kernel_size=[1, 2, 2], stride=[1, 2, 1]";
  const std::string up1d = "ConvTranspose1d(4, 2, kernel_size=[3], stride=[2], groups=2, bias=false";
  const std::string up2d =
      "ConvTranspose2d(2, 3, kernel_size=[2, 3], stride=[2, 1], padding=[1, 0], output_padding=[1, 0]";
  const std::string up3d =
      "ConvTranspose3d(2, 1, kernel_size=[2, 1, 2], stride=[1, 1, 1], dilation=[2, 1, 1]";
  for (const auto& [spelling, estimator] : enum_names(Estimator{})) {
    const std::string name = spelling;
    cases.push_back(variational_convolution<VariationalConv1d, Conv1d>("Conv1d_" + name, conv1d, estimator,
                                                                       {4, 2, 6}, in1d));
    cases.push_back(variational_convolution<VariationalConv3d, Conv3d>("Conv3d_" + name, conv3d, estimator,
                                                                       {4, 2, 2, 4, 3}, in3d));
    cases.push_back(variational_convolution<VariationalConvTranspose1d, ConvTranspose1d>(
        "ConvTranspose1d_" + name, conv1d_transposed, estimator, {4, 4, 3}, up1d));
    cases.push_back(variational_convolution<VariationalConvTranspose2d, ConvTranspose2d>(
        "ConvTranspose2d_" + name, conv2d_transposed, estimator, {4, 2, 3, 2}, up2d));
    cases.push_back(variational_convolution<VariationalConvTranspose3d, ConvTranspose3d>(
        "ConvTranspose3d_" + name, conv3d_transposed, estimator, {4, 2, 2, 2, 2}, up3d));
  }
  for (const auto& [spelling, unit] : enum_names(DropoutUnit{})) {
    const std::string name = spelling;
    cases.push_back(
        dropout_convolution<DropoutConv1d, Conv1d>("DropoutConv1d_" + name, conv1d, unit, {4, 2, 6}, in1d));
    cases.push_back(dropout_convolution<DropoutConv3d, Conv3d>("DropoutConv3d_" + name, conv3d, unit,
                                                               {4, 2, 2, 4, 3}, in3d));
    cases.push_back(dropout_convolution<DropoutConvTranspose1d, ConvTranspose1d>(
        "DropoutConvTranspose1d_" + name, conv1d_transposed, unit, {4, 4, 3}, up1d));
    cases.push_back(dropout_convolution<DropoutConvTranspose2d, ConvTranspose2d>(
        "DropoutConvTranspose2d_" + name, conv2d_transposed, unit, {4, 2, 3, 2}, up2d));
    cases.push_back(dropout_convolution<DropoutConvTranspose3d, ConvTranspose3d>(
        "DropoutConvTranspose3d_" + name, conv3d_transposed, unit, {4, 2, 2, 2, 2}, up3d));
  }
}

inline LayerCase dropout_conv2d(const std::string& name, DropoutUnit unit, const std::string& printed) {
  return {name,
          [=] {
            return torch::nn::AnyModule(DropoutConv2d(small_convolution(), DropoutOptions{0.25, unit}));
          },
          [] { return torch::nn::AnyModule(torch::nn::Conv2d(small_convolution())); },
          {4, 2, 5, 4},
          printed,
          /*drops=*/true};
}

inline LayerCase dropout_linear(const std::string& name, bool bias, const std::string& printed) {
  const auto options = torch::nn::LinearOptions(3, 2).bias(bias);
  return {name,
          [=] {
            return torch::nn::AnyModule(DropoutLinear(options, DropoutOptions{0.25, DropoutUnit::kElement}));
          },
          [=] { return torch::nn::AnyModule(torch::nn::Linear(options)); },
          {5, 3},
          printed,
          /*drops=*/true};
}

inline void add_embeddings(std::vector<LayerCase>& cases) {
  const torch::nn::EmbeddingOptions options(5, 2);
  const std::string table = "Embedding(num_embeddings=5, embedding_dim=2, ";
  const auto add = [&](const std::string& name, const std::string& printed, bool drops, const auto& make) {
    const auto plain = [=] { return torch::nn::AnyModule(torch::nn::Embedding(options)); };
    cases.push_back({name, make, plain, {4, 3}, printed, drops, /*features=*/0, /*words=*/5});
  };
  for (const auto& [spelling, estimator] : enum_names(Estimator{})) {
    const VariationalOptions variational{0.1, estimator};
    add(std::string("Embedding_") + spelling, "bayes::Variational" + table + "estimator=" + spelling + ")",
        /*drops=*/false, [=] { return torch::nn::AnyModule(VariationalEmbedding(options, variational)); });
  }
  add("DropoutEmbedding", "bayes::Dropout" + table + "dropout_rate=0.25)", /*drops=*/true,
      [=] { return torch::nn::AnyModule(DropoutEmbedding(options, DropoutOptions{0.25})); });
}

/// Gaussian dropout and DropConnect: the layers of dropout with other noise.
inline void add_other_noise(std::vector<LayerCase>& cases) {
  using namespace torch::nn;
  const auto linear = LinearOptions(3, 2);
  const auto conv = small_convolution();
  const auto lstm = LSTMOptions(2, 2).batch_first(true);
  for (const auto& [name, noise] :
       {std::pair("Gaussian", DropoutNoise::kGaussianInputs), std::pair("Weights", DropoutNoise::kWeights)}) {
    DropoutOptions dropout{0.25};
    dropout.noise = noise;
    const std::string rate = std::string(", dropout_rate=0.25, noise=") +
                             (noise == DropoutNoise::kWeights ? "weights)" : "gaussian)");
    cases.push_back({std::string("DropoutLinear") + name,
                     [=] { return torch::nn::AnyModule(DropoutLinear(linear, dropout)); },
                     [=] { return torch::nn::AnyModule(Linear(linear)); },
                     {5, 3},
                     "bayes::DropoutLinear(in_features=3, out_features=2, bias=true" + rate,
                     /*drops=*/true});
    cases.push_back({std::string("DropoutConv2d") + name,
                     [=] { return torch::nn::AnyModule(DropoutConv2d(conv, dropout)); },
                     [=] { return torch::nn::AnyModule(Conv2d(conv)); },
                     {4, 2, 5, 4},
                     "bayes::DropoutConv2d(2, 3, kernel_size=[3, 3], stride=[1, 1]" + rate,
                     /*drops=*/true});
    cases.push_back(recurrent_layer<DropoutLSTM, LSTM>(std::string("DropoutLstm") + name, lstm, dropout,
                                                       "bayes::DropoutLSTM(2, 2" + rate, true));
  }
}

inline void add_concrete_dropout(std::vector<LayerCase>& cases) {
  using namespace torch::nn;
  const auto prior = GaussianPrior(GaussianPriorOptions{0.1, 0.3}).ptr();
  const ConcreteDropoutOptions dropout{0.25, 0.5};
  const auto linear = LinearOptions(3, 2).bias(false);
  const auto conv2d = small_convolution();
  const auto conv1d = Conv1dOptions(4, 2, 3).groups(2);
  cases.push_back({"ConcreteDropoutLinear",
                   [=] { return torch::nn::AnyModule(ConcreteDropoutLinear(linear, dropout, prior)); },
                   [=] { return torch::nn::AnyModule(Linear(linear)); },
                   {5, 3},
                   "bayes::ConcreteDropoutLinear(in_features=3, out_features=2, bias=false)",
                   /*drops=*/true});
  cases.push_back({"ConcreteDropoutConv2d",
                   [=] { return torch::nn::AnyModule(ConcreteDropoutConv2d(conv2d, dropout, prior)); },
                   [=] { return torch::nn::AnyModule(Conv2d(conv2d)); },
                   {4, 2, 5, 4},
                   "bayes::ConcreteDropoutConv2d(2, 3, kernel_size=[3, 3], stride=[1, 1])",
                   /*drops=*/true});
  cases.push_back({"ConcreteDropoutConv1d",
                   [=] { return torch::nn::AnyModule(ConcreteDropoutConv1d(conv1d, dropout, prior)); },
                   [=] { return torch::nn::AnyModule(Conv1d(conv1d)); },
                   {4, 4, 6},
                   "bayes::ConcreteDropoutConv1d(4, 2, kernel_size=[3], stride=[1], groups=2)",
                   /*drops=*/true});
  const auto transposed = ConvTranspose1dOptions(4, 2, 3).stride(2).groups(2);
  cases.push_back(
      {"ConcreteDropoutConvTranspose1d",
       [=] { return torch::nn::AnyModule(ConcreteDropoutConvTranspose1d(transposed, dropout, prior)); },
       [=] { return torch::nn::AnyModule(ConvTranspose1d(transposed)); },
       {4, 4, 6},
       "bayes::ConcreteDropoutConvTranspose1d(4, 2, kernel_size=[3], stride=[2], groups=2)",
       /*drops=*/true});
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
  std::vector<LayerCase> cases{
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
      linear_with(low_rank_posterior(), sampling),
      linear_with(radial_posterior(), sampling),
      linear_with(matrix_posterior(), sampling),
      linear_with(rank_one_posterior(), sampling),
      linear_with(tied_posterior(), local),
      conv2d_with(low_rank_posterior(), sampling),
      conv2d_with(radial_posterior(), sampling),
      conv2d_with(matrix_posterior(), sampling),
      conv2d_with(rank_one_posterior(), sampling),
      conv2d_with(tied_posterior(), flipout),
      dropout_linear("DropoutLinear", true,
                     "bayes::DropoutLinear(in_features=3, out_features=2, bias=true, dropout_rate=0.25)"),
      dropout_linear("DropoutLinearNoBias", false,
                     "bayes::DropoutLinear(in_features=3, out_features=2, bias=false, dropout_rate=0.25)"),
      dropout_conv2d("DropoutConv2dElement", DropoutUnit::kElement, dropped + ")"),
      dropout_conv2d("DropoutConv2dChannel", DropoutUnit::kChannel, dropped + ", unit=channel)"),
  };
  add_convolutions(cases);
  add_embeddings(cases);
  add_recurrent_layers(cases);
  add_other_noise(cases);
  add_concrete_dropout(cases);
  return cases;
}

}  // namespace bayes

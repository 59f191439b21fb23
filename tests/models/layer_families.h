#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "bayes/core/draw.h"
#include "bayes/layers/families/deterministic_layers.h"
#include "bayes/layers/families/dropout_layers.h"
#include "bayes/layers/families/network.h"
#include "bayes/layers/families/variational_layers.h"
#include "bayes/priors/gaussian.h"

namespace models {

/// The families of layers that every architecture is built with.
struct LayerFamily {
  std::string name;
  std::shared_ptr<const bayes::LayerFactory> factory;
  bool is_random;
  std::int64_t parameters_per_weight;
};

inline std::vector<LayerFamily> layer_families() {
  const auto variational =
      std::make_shared<bayes::VariationalLayers>(bayes::VariationalOptions{}, bayes::GaussianPrior().ptr());
  return {{"Deterministic", std::make_shared<bayes::DeterministicLayers>(), false, 1},
          {"Dropout", std::make_shared<bayes::DropoutLayers>(bayes::DropoutOptions{}), true, 1},
          {"Variational", variational, true, 2}};
}

inline std::string name_of(const testing::TestParamInfo<LayerFamily>& info) { return info.param.name; }
inline void PrintTo(const LayerFamily& family, std::ostream* stream) { *stream << family.name; }

inline std::int64_t parameter_count(const torch::nn::Module& module) {
  std::int64_t count = 0;
  for (const auto& parameter : module.parameters()) count += parameter.numel();
  return count;
}

/// The logits under a draw that is the same in every call.
inline torch::Tensor drawn_logits(bayes::Network& network, const torch::Tensor& images,
                                  std::uint32_t sample) {
  const torch::NoGradGuard no_grad;
  const bayes::Draw draw({1, bayes::Stream::kPrediction, 0, sample});
  return network.forward(images);
}

/// What a copy has to be: the same function under the same draw, sharing no tensor with the original.
inline void expect_independent_copy(bayes::Network& network, const torch::Tensor& images) {
  {
    const torch::NoGradGuard no_grad;
    for (auto& parameter : network.parameters()) parameter.add_(0.01);  // no longer what reset() would give
  }
  const auto before = drawn_logits(network, images, 0);
  const auto copy = network.copy();
  EXPECT_TRUE(drawn_logits(*copy, images, 0).equal(before));
  EXPECT_EQ(copy->named_parameters().keys(), network.named_parameters().keys());
  EXPECT_EQ(copy->named_buffers().keys(), network.named_buffers().keys());
  {
    const torch::NoGradGuard no_grad;
    for (auto& parameter : copy->parameters()) parameter.zero_();
    for (auto& buffer : copy->buffers()) buffer.zero_();
  }
  EXPECT_TRUE(drawn_logits(network, images, 0).equal(before));
}

}  // namespace models

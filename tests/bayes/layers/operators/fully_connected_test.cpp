#include "bayes/layers/operators/fully_connected.h"

#include <gtest/gtest.h>
#include <torch/autograd.h>
#include <torch/types.h>

#include "bayes/core/images_innermost.h"

namespace bayes {
namespace {

struct Run {
  torch::Tensor output, of_input, of_weight, of_bias;
};

template <class Layer>
Run run(const Layer& layer, const torch::Tensor& input, const torch::Tensor& weight,
        const torch::Tensor& bias, const torch::Tensor& factors) {
  const auto x = input.detach().requires_grad_(true), w = weight.detach().requires_grad_(true),
             b = bias.detach().requires_grad_(true);
  const auto output = layer(x, w, b);
  const auto gradients = torch::autograd::grad({(output * factors).sum()}, {x, w, b});
  return {output.detach(), gradients[0], gradients[1], gradients[2]};
}

// Against LibTorch's operator in double precision, on both sides of the batch size from which another product
// serves.
TEST(FullyConnectedLayer, GivenBatchesOfAnySizeAndLayoutWhenRunThenOutputsAndGradientsAreThoseOfLinear) {
  torch::manual_seed(0);
  const auto weight = torch::randn({9, 40}), bias = torch::randn({9});
  for (const std::int64_t images : {1, 20, 128, 129}) {
    const auto input = torch::randn({images, 40}), factors = torch::randn({images, 9});
    const auto expected =
        run([](const auto& x, const auto& w, const auto& b) { return torch::linear(x, w, b); },
            input.to(torch::kFloat64), weight.to(torch::kFloat64), bias.to(torch::kFloat64),
            factors.to(torch::kFloat64));
    for (const auto& batch : {input, images_innermost(input)}) {
      const auto found = run(fully_connected, batch, weight, bias, factors);

      const auto expect_near = [](const torch::Tensor& single, const torch::Tensor& exact) {
        EXPECT_LT((single - exact).abs().max().item<double>(), 2e-6 * exact.abs().max().item<double>());
      };
      EXPECT_EQ(layout_of(found.output), layout_of(batch));
      expect_near(found.output, expected.output);
      expect_near(found.of_input, expected.of_input);
      expect_near(found.of_weight, expected.of_weight);
      expect_near(found.of_bias, expected.of_bias);
    }
  }
}

TEST(FullyConnectedLayer, GivenInputsOfAnotherWidthWhenRunThenLibTorchRefusesThem) {
  const auto input = images_innermost(torch::randn({20, 30}));

  EXPECT_THROW(fully_connected(input, torch::randn({9, 40}), torch::randn({9})), c10::Error);
}

}  // namespace
}  // namespace bayes

#include "models/lstm.h"

#include <gtest/gtest.h>
#include <torch/nn/modules/rnn.h>

#include "bayes/core/error.h"
#include "tests/models/layer_families.h"

namespace models {
namespace {

const InputShape kShape{2, 3, 4, 5};  // 3 rows of 8 values, 5 classes

class LstmInAllFamilies : public testing::TestWithParam<LayerFamily> {
 protected:
  std::shared_ptr<bayes::Network> network() const {
    torch::manual_seed(2);
    return lstm({6, 2}, kShape)(GetParam().factory);
  }
};
INSTANTIATE_TEST_SUITE_P(All, LstmInAllFamilies, testing::ValuesIn(layer_families()), name_of);

TEST_P(LstmInAllFamilies, GivenOptionsWhenBuiltThenTheWeightsAreThoseByHand) {
  // Four gates of 6: from 8 values and 6 states, then from 6 and 6, two biases each; then 6 to 5.
  const std::int64_t by_hand = 24 * (8 + 6 + 2) + 24 * (6 + 6 + 2) + 6 * 5 + 5;
  EXPECT_EQ(parameter_count(*network()), by_hand * GetParam().parameters_per_weight);
  EXPECT_EQ(parameter_count(*lstm({}, {})(GetParam().factory)), 82186 * GetParam().parameters_per_weight);
}

TEST_P(LstmInAllFamilies, GivenImagesWhenForwardedThenThereIsALogitForEachClassAndDrawsDifferIfRandom) {
  const auto net = network();
  const auto images = torch::randn({4, 2, 3, 4});

  const auto logits = drawn_logits(*net, images, 0);

  EXPECT_EQ(logits.sizes(), (std::vector<std::int64_t>{4, 5}));
  EXPECT_NE(drawn_logits(*net, images, 1).equal(logits), GetParam().is_random);
}

TEST_P(LstmInAllFamilies, GivenACopyWhenChangedThenTheOriginalIsNot) {
  expect_independent_copy(*network(), torch::rand({4, 2, 3, 4}));
}

TEST(Lstm, GivenItsWeightsWhenForwardedThenRowsAreStepsFromTopToBottom) {
  torch::manual_seed(2);
  const auto network = lstm({6, 1}, kShape)(std::make_shared<bayes::DeterministicLayers>());
  const auto images = torch::randn({4, 2, 3, 4});
  const auto w = network->named_parameters();

  auto h = torch::zeros({4, 6}), c = torch::zeros({4, 6});
  for (std::int64_t row = 0; row < 3; ++row) {
    const auto pixels =
        torch::cat({images.select(1, 0).select(1, row), images.select(1, 1).select(1, row)}, 1);
    std::tie(h, c) = torch::lstm_cell(pixels, {h, c}, w["lstm.weight_ih_l0"], w["lstm.weight_hh_l0"],
                                      w["lstm.bias_ih_l0"], w["lstm.bias_hh_l0"]);
  }
  const auto expected = torch::linear(h, w["output.weight"], w["output.bias"]);

  EXPECT_TRUE(torch::allclose(network->forward(images), expected, 1e-5, 1e-6));
}

TEST(Lstm, GivenSizesThatAreNotPositiveWhenAskedThenItRefuses) {
  EXPECT_THROW(lstm({0, 1}, kShape), bayes::Error);
  EXPECT_THROW(lstm({3, 0}, kShape), bayes::Error);
}

// A family of layers with what every family has to have, and no more.
class FeedForwardLayers : public bayes::LayerFactory {
 public:
  torch::nn::AnyModule conv2d(const std::string&, const torch::nn::Conv2dOptions&,
                              bayes::LayerInput) const override {
    return {};
  }
  torch::nn::AnyModule linear(const std::string&, const torch::nn::LinearOptions&,
                              bayes::LayerInput) const override {
    return {};
  }
};

TEST(Lstm, GivenAFamilyWithoutOneWhenBuiltThenItRefuses) {
  EXPECT_THROW(lstm({}, kShape)(std::make_shared<FeedForwardLayers>()), bayes::Error);
}

}  // namespace
}  // namespace models

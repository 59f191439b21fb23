#include "models/lstm.h"

#include <gtest/gtest.h>
#include <torch/nn/modules/rnn.h>

#include "bayes/core/error.h"
#include "bayes/layers/families/concrete_dropout_layers.h"
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

TEST_P(LstmInAllFamilies, GivenAGruWhenBuiltThenItHasThreeGatesAndDrawsAndCopiesLikeAnLstm) {
  torch::manual_seed(2);
  const auto net = lstm({6, 2, RecurrentCell::kGru}, kShape)(GetParam().factory);
  const auto images = torch::randn({4, 2, 3, 4});

  const std::int64_t by_hand = 18 * (8 + 6 + 2) + 18 * (6 + 6 + 2) + 6 * 5 + 5;
  EXPECT_EQ(parameter_count(*net), by_hand * GetParam().parameters_per_weight);
  EXPECT_EQ(drawn_logits(*net, images, 0).sizes(), (std::vector<std::int64_t>{4, 5}));
  EXPECT_NE(drawn_logits(*net, images, 1).equal(drawn_logits(*net, images, 0)), GetParam().is_random);
  expect_independent_copy(*net, images);
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

TEST(Lstm, GivenAGruWhenForwardedThenItIsLibTorchsCellRowByRow) {
  torch::manual_seed(2);
  const auto network =
      lstm({6, 1, RecurrentCell::kGru}, kShape)(std::make_shared<bayes::DeterministicLayers>());
  const auto images = torch::randn({4, 2, 3, 4});
  const auto w = network->named_parameters();

  auto h = torch::zeros({4, 6});
  for (std::int64_t row = 0; row < 3; ++row) {
    h = torch::gru_cell(images.select(2, row).flatten(1), h, w["gru.weight_ih_l0"], w["gru.weight_hh_l0"],
                        w["gru.bias_ih_l0"], w["gru.bias_hh_l0"]);
  }
  const auto expected = torch::linear(h, w["output.weight"], w["output.bias"]);

  EXPECT_TRUE(torch::allclose(network->forward(images), expected, 1e-5, 1e-6));
}

TEST(Lstm, GivenSizesThatAreNotPositiveWhenAskedThenItRefuses) {
  EXPECT_THROW(lstm({0, 1}, kShape), bayes::Error);
  EXPECT_THROW(lstm({3, 0}, kShape), bayes::Error);
}

TEST(Lstm, GivenAFamilyWithoutOneWhenBuiltThenItRefuses) {
  const auto concrete = std::make_shared<bayes::ConcreteDropoutLayers>(bayes::ConcreteDropoutOptions{},
                                                                       bayes::GaussianPrior().ptr());

  EXPECT_THROW(lstm({}, kShape)(concrete), bayes::Error);
  EXPECT_THROW(lstm({6, 1, RecurrentCell::kGru}, kShape)(concrete), bayes::Error);
}

}  // namespace
}  // namespace models

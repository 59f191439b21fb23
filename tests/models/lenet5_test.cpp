#include "models/lenet5.h"

#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "tests/models/layer_families.h"

namespace models {
namespace {

class LeNet5InAllFamilies : public testing::TestWithParam<LayerFamily> {
 protected:
  std::shared_ptr<bayes::Network> network(const InputShape& shape = {}) const {
    torch::manual_seed(2);
    return lenet5({}, shape)(GetParam().factory);
  }
};
INSTANTIATE_TEST_SUITE_P(All, LeNet5InAllFamilies, testing::ValuesIn(layer_families()), name_of);

// By hand: 156 + 2,416 + 48,120 + 10,164 + 850; LeCun et al. 1998, section II.B, with full connections in C3.
TEST_P(LeNet5InAllFamilies, GivenMnistWhenBuiltThenItHas61706Weights) {
  EXPECT_EQ(parameter_count(*network()), 61706 * GetParam().parameters_per_weight);
}

TEST_P(LeNet5InAllFamilies, GivenImagesWhenForwardedThenThereIsALogitForEachClass) {
  EXPECT_EQ(network()->forward(torch::zeros({3, 1, 28, 28})).sizes(), (std::vector<std::int64_t>{3, 10}));
  EXPECT_EQ(network({3, 28, 28, 7})->forward(torch::zeros({1, 3, 28, 28})).sizes(),
            (std::vector<std::int64_t>{1, 7}));
}

TEST_P(LeNet5InAllFamilies, GivenTwoDrawsWhenForwardedThenTheyDifferExactlyWhereTheFamilyIsRandom) {
  const auto network = this->network();
  const auto images = torch::rand({2, 1, 28, 28});

  const bool same = drawn_logits(*network, images, 0).equal(drawn_logits(*network, images, 1));

  EXPECT_EQ(same, !GetParam().is_random);
}

TEST_P(LeNet5InAllFamilies, GivenACopyWhenChangedThenTheOriginalIsNot) {
  expect_independent_copy(*network(), torch::rand({2, 1, 28, 28}));
}

TEST(LeNet5, GivenOtherSizesThan28WhenAskedThenItRefuses) {
  EXPECT_THROW(lenet5({}, {1, 32, 28, 10}), bayes::Error);
  EXPECT_THROW(lenet5({}, {1, 28, 27, 10}), bayes::Error);
}

// By hand from the layers' definition: the plain functions of LibTorch on the network's own weights.
TEST(LeNet5, GivenItsWeightsWhenForwardedThenItIsThePapersChainWithReluAndMaxPooling) {
  torch::manual_seed(2);
  const auto network = lenet5({}, {})(std::make_shared<bayes::DeterministicLayers>());
  const auto images = torch::rand({2, 1, 28, 28});
  const auto w = network->named_parameters();

  auto x = torch::max_pool2d(torch::conv2d(images, w["c1.weight"], w["c1.bias"], 1, 2).relu(), 2);
  x = torch::max_pool2d(torch::conv2d(x, w["c3.weight"], w["c3.bias"]).relu(), 2);
  x = torch::conv2d(x, w["c5.weight"], w["c5.bias"]).relu().reshape({2, 120});
  x = torch::linear(x, w["f6.weight"], w["f6.bias"]).relu();
  x = torch::linear(x, w["f7.weight"], w["f7.bias"]);

  EXPECT_TRUE(torch::allclose(network->forward(images), x, 1e-5, 1e-6));
}

TEST(LeNet5, GivenDropoutWhenBuiltThenTheImagesThemselvesAreNeverDropped) {
  const bayes::DropoutOptions dropout{0.9, bayes::DropoutUnit::kElement};
  const auto network = lenet5({}, {})(std::make_shared<bayes::DropoutLayers>(dropout));

  const auto c1 = network->named_children()["c1"];

  std::ostringstream printed;
  c1->pretty_print(printed);
  EXPECT_NE(printed.str().find("dropout_rate=0)"), std::string::npos) << printed.str();
}

}  // namespace
}  // namespace models

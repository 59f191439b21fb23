#include "models/mlp.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>
#include <vector>

#include "bayes/core/draw.h"
#include "bayes/core/error.h"
#include "tests/models/layer_families.h"

namespace models {
namespace {

const InputShape kShape{2, 3, 4, 5};  // 24 values, 5 classes

class MlpInAllFamilies : public testing::TestWithParam<LayerFamily> {
 protected:
  std::shared_ptr<bayes::Network> network(std::vector<std::int64_t> hidden) const {
    torch::manual_seed(2);
    return mlp({std::move(hidden)}, kShape)(GetParam().factory);
  }
};
INSTANTIATE_TEST_SUITE_P(All, MlpInAllFamilies, testing::ValuesIn(layer_families()), name_of);

TEST_P(MlpInAllFamilies, GivenWidthsWhenBuiltThenTheWeightsAreThoseByHand) {
  const std::int64_t each = GetParam().parameters_per_weight;

  EXPECT_EQ(parameter_count(*network({})), (24 * 5 + 5) * each);
  EXPECT_EQ(parameter_count(*network({7})), (24 * 7 + 7 + 7 * 5 + 5) * each);
  EXPECT_EQ(parameter_count(*network({7, 1, 6})), (175 + 8 + 12 + 35) * each);
}

TEST_P(MlpInAllFamilies, GivenImagesWhenForwardedThenThereIsALogitForEachClass) {
  EXPECT_EQ(network({7, 6})->forward(torch::zeros({4, 2, 3, 4})).sizes(), (std::vector<std::int64_t>{4, 5}));
}

TEST_P(MlpInAllFamilies, GivenACopyWhenChangedThenTheOriginalIsNot) {
  expect_independent_copy(*network({7, 6}), torch::rand({4, 2, 3, 4}));
}

TEST(Mlp, GivenItsWeightsWhenForwardedThenReluIsBetweenLayersAndNotAfterTheLast) {
  torch::manual_seed(2);
  const auto network = mlp({{7, 6}}, kShape)(std::make_shared<bayes::DeterministicLayers>());
  const auto images = torch::randn({4, 2, 3, 4});
  const auto w = network->named_parameters();

  auto x = torch::linear(images.reshape({4, 24}), w["f1.weight"], w["f1.bias"]).relu();
  x = torch::linear(x, w["f2.weight"], w["f2.bias"]).relu();
  x = torch::linear(x, w["f3.weight"], w["f3.bias"]);

  EXPECT_TRUE(torch::allclose(network->forward(images), x, 1e-5, 1e-6));
  EXPECT_LT(x.min().item<double>(), 0.0);
}

TEST(Mlp, GivenAWidthThatIsNotPositiveWhenAskedThenItRefuses) {
  EXPECT_THROW(mlp({{10, 0}}, kShape), bayes::Error);
  EXPECT_THROW(mlp({{-3}}, kShape), bayes::Error);
}

}  // namespace
}  // namespace models

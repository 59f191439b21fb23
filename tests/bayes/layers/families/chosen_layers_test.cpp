#include "bayes/layers/families/chosen_layers.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "bayes/core/error.h"
#include "bayes/layers/families/deterministic_layers.h"
#include "bayes/layers/families/variational_layers.h"
#include "bayes/priors/gaussian.h"
#include "models/lenet5.h"
#include "models/lstm.h"
#include "models/mlp.h"
#include "models/resnet.h"

namespace bayes {
namespace {

std::shared_ptr<const LayerFactory> variational() {
  return std::make_shared<VariationalLayers>(VariationalOptions{}, GaussianPrior().ptr());
}

// The names of the parameters of LeNet-5 with so chosen variational layers.
std::vector<std::string> parameters_with(const std::vector<std::string>& patterns) {
  return on_chosen_layers(models::lenet5({}, {}), patterns)(variational())->named_parameters().keys();
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

TEST(ChosenLayers, GivenPatternsWhenBuiltThenLayersThatMatchOneAreChosenAndTheOthersAreNot) {
  const auto names = parameters_with({"f*", "c3"});

  for (const char* random : {"c3", "f6", "f7"}) {
    EXPECT_TRUE(contains(names, std::string(random) + ".weight.rho")) << random;
  }
  for (const char* plain : {"c1", "c5"})
    EXPECT_TRUE(contains(names, std::string(plain) + ".weight")) << plain;
  EXPECT_EQ(names.size(), 2U * 2U + 3U * 4U);  // a weight and a bias each, of random ones mu and rho
}

TEST(ChosenLayers, GivenAllLayersWhenBuiltThenTheNetworkIsThatOfTheFamilyAlone) {
  torch::manual_seed(3);
  const auto plain = models::lenet5({}, {})(variational());
  torch::manual_seed(3);
  const auto chosen = on_chosen_layers(models::lenet5({}, {}), {"*"})(variational());

  const auto expected = plain->named_parameters(), found = chosen->named_parameters();
  ASSERT_EQ(found.keys(), expected.keys());
  for (const auto& name : expected.keys()) EXPECT_TRUE(found[name].equal(expected[name])) << name;
}

TEST(ChosenLayers, GivenAPatternThatMatchesNothingWhenBuiltThenTheErrorNamesTheLayersThatThereAre) {
  try {
    parameters_with({"f7", "g*"});
    FAIL() << "accepted";
  } catch (const Error& error) {
    const std::string text = error.what();
    EXPECT_NE(text.find("\"g*\" matches no layer"), std::string::npos) << text;
    EXPECT_NE(text.find("method.layers"), std::string::npos) << text;
    EXPECT_NE(text.find("c1, c3, c5, f6, f7"), std::string::npos) << text;
  }
  EXPECT_THROW(parameters_with({}), Error);
}

TEST(ChosenLayers, GivenACopyWhenMadeThenItHasTheSameFamilies) {
  const auto network = on_chosen_layers(models::lenet5({}, {}), {"f7"})(variational());

  EXPECT_EQ(network->copy()->named_parameters().keys(), network->named_parameters().keys());
}

// The name that a factory is told is the one that reports, files and patterns know.
TEST(ChosenLayers, GivenEveryArchitectureWhenBuiltThenLayersAreRegisteredUnderTheNamesThatTheyAreAskedFor) {
  models::ResNetOptions small;
  small.blocks = 1;
  const std::vector<std::pair<Architecture, std::size_t>> architectures{{models::lenet5({}, {}), 5},
                                                                        {models::mlp({}, {}), 3},
                                                                        {models::resnet(small, {}), 8},
                                                                        {models::lstm({}, {}), 2}};
  for (const auto& [architecture, count] : architectures) {
    const auto names = std::make_shared<std::vector<std::string>>();
    const auto plain = std::make_shared<DeterministicLayers>();

    const auto network =
        architecture(std::make_shared<ChosenLayers>(std::vector<std::string>{}, plain, plain, names));

    EXPECT_EQ(names->size(), count);
    const auto children = network->named_children();
    for (const auto& name : *names) EXPECT_TRUE(children.contains(name)) << name;
  }
}

}  // namespace
}  // namespace bayes

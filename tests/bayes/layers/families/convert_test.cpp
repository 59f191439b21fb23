#include "bayes/layers/families/convert.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <utility>

#include "bayes/core/cloneable.h"
#include "bayes/core/error.h"
#include "bayes/core/guards.h"
#include "bayes/layers/families/concrete_dropout_layers.h"
#include "bayes/layers/families/deterministic_layers.h"
#include "bayes/layers/families/dropout_layers.h"
#include "bayes/layers/families/variational_layers.h"
#include "bayes/layers/variational/variational_affine.h"
#include "bayes/posteriors/mean_field_gaussian.h"
#include "bayes/posteriors/posterior_kinds.h"
#include "bayes/posteriors/random_weights.h"
#include "bayes/priors/centred.h"
#include "bayes/priors/empirical_gaussian.h"
#include "bayes/priors/gaussian.h"
#include "models/lenet5.h"
#include "tests/support/small_training.h"

namespace bayes {
namespace {

std::shared_ptr<Network> lenet(const std::shared_ptr<const LayerFactory>& family) {
  return models::lenet5({}, {})(family);
}

std::shared_ptr<const LayerFactory> variational_family() {
  return std::make_shared<VariationalLayers>(VariationalOptions{}, GaussianPrior().ptr());
}

TEST(Convert, GivenAPlainNetworkWhenMadeVariationalAndPlainAgainThenItHasTheSameBits) {
  const auto plain = lenet(std::make_shared<DeterministicLayers>());
  const auto variational = lenet(variational_family());
  const auto before = module_state(*plain);

  start_from(*variational, before, 0.1);
  const auto after = plain_weights(module_state(*variational));

  EXPECT_TRUE(support::same_bits(after, before));
}

TEST(Convert, GivenAPlainNetworkWhenMadeVariationalThenItsMeanPredictsTheSameBits) {
  const auto plain = lenet(std::make_shared<DeterministicLayers>());
  const auto variational = lenet(variational_family());
  start_from(*variational, module_state(*plain), 0.1);
  const auto images = torch::linspace(-1, 1, 3 * 784).reshape({3, 1, 28, 28});

  const torch::NoGradGuard no_grad;
  const PosteriorMeanGuard means;

  EXPECT_TRUE(variational->forward(images).equal(plain->forward(images)));
}

TEST(Convert, GivenNamesOfPyTorchsWrappersWhenStartedFromThenTheyAreDropped) {
  const auto source = lenet(std::make_shared<DeterministicLayers>());
  const auto plain = module_state(*source);
  // As torch.nn.DataParallel, torch.compile, both, and a compiled layer spell "c1.weight".
  const std::function<std::string(std::string)> spellings[] = {
      [](const std::string& name) { return "module." + name; },
      [](const std::string& name) { return "_orig_mod." + name; },
      [](const std::string& name) { return "module._orig_mod." + name; },
      [](std::string name) { return name.insert(name.find('.') + 1, "_orig_mod."); }};
  for (const auto& spelling : spellings) {
    State wrapped;
    for (const auto& [name, tensor] : plain) wrapped[spelling(name)] = tensor;
    const auto network = lenet(std::make_shared<DeterministicLayers>());

    start_from(*network, wrapped, 0.1);

    EXPECT_TRUE(support::same_bits(module_state(*network), plain)) << wrapped.begin()->first;
  }
}

TEST(Convert, GivenAWeightThatIsNotFiniteWhenStartedFromThenItIsNamedWithItsIndex) {
  const auto network = lenet(variational_family());
  const auto before = module_state(*network);
  const auto sound = module_state(*lenet(std::make_shared<DeterministicLayers>()));
  const std::pair<double, const char*> values[] = {
      {std::nan(""), "NaN"}, {-std::numeric_limits<double>::infinity(), "-inf"}, {1e39, "1e+39"}};
  for (const auto& [value, text] : values) {
    State bad = sound;
    bad["c1.weight"] = bad.at("c1.weight").to(torch::kFloat64);
    bad["c1.weight"][3][0][2][1] = value;  // 1e39 is finite in float64 and not in the network's float32

    try {
      start_from(*network, bad, 0.1);
      ADD_FAILURE() << "accepted " << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.fault, Fault::kData);
      EXPECT_EQ(error.problem,
                "\"c1.weight\"[3, 0, 2, 1] is " + std::string(text) + " in the weights to start from");
    }
  }
  EXPECT_TRUE(support::same_bits(module_state(*network), before));
}

TEST(Convert, GivenAnyFormOfPosteriorWhenMadePlainThenTheMeansArePredictedWith) {
  const auto images = torch::rand({3, 1, 28, 28});
  for (const auto& kind : posterior_kinds()) {
    VariationalOptions options;
    options.posterior = kind;
    const auto variational = lenet(std::make_shared<VariationalLayers>(options, GaussianPrior().ptr()));
    const auto plain = lenet(std::make_shared<DeterministicLayers>());

    load_module_state(*plain, plain_weights(module_state(*variational)));

    const torch::NoGradGuard no_grad;
    const PosteriorMeanGuard means;
    EXPECT_TRUE(plain->forward(images).allclose(variational->forward(images), 1e-4, 1e-5)) << kind.name;
  }
}

TEST(Convert, GivenConcreteDropoutWhenMadePlainThenItsMeansAndPointsHaveTheNamesOfThePlainNetwork) {
  const auto dropout =
      lenet(std::make_shared<ConcreteDropoutLayers>(ConcreteDropoutOptions{}, GaussianPrior().ptr()));
  const auto plain = lenet(std::make_shared<DeterministicLayers>());

  load_module_state(*plain, plain_weights(module_state(*dropout)));

  const auto images = torch::rand({3, 1, 28, 28});
  const torch::NoGradGuard no_grad;
  const PosteriorMeanGuard means;
  EXPECT_TRUE(plain->forward(images).allclose(dropout->forward(images), 1e-4, 1e-5));
}

TEST(Convert, GivenAPriorWithParametersWhenMadeVariationalThenThePlainNetworkNeedNotHaveThem) {
  const auto plain = lenet(std::make_shared<DeterministicLayers>());
  const auto variational = lenet(std::make_shared<VariationalLayers>(
      VariationalOptions{},
      EmpiricalGaussianPrior(EmpiricalGaussianPriorOptions{EmpiricalFit::kGradient}).ptr()));

  start_from(*variational, module_state(*plain), 0.1);

  EXPECT_TRUE(support::same_bits(plain_weights(module_state(*variational)), module_state(*plain)));
}

struct TiedNetwork : Cloneable<TiedNetwork, Network> {
  TiedNetwork() { reset(); }
  void reset() override {
    const VariationalLinear layer(torch::nn::LinearOptions(2, 2));
    first = register_module("first", layer);
    register_module("second", layer);
  }
  torch::Tensor forward(const torch::Tensor& images) override { return first->forward(images); }

  VariationalLinear first{nullptr};
};

TEST(Convert, GivenALayerAtTwoPlacesWhenMadePlainAndStartedFromThenItHasBothNames) {
  const auto network = std::make_shared<TiedNetwork>(), other = std::make_shared<TiedNetwork>();
  const auto plain = plain_weights(module_state(*network));

  start_from(*other, plain, 0.1);

  EXPECT_EQ(plain.size(), 4u);  // weight and bias of each name
  EXPECT_TRUE(support::same_bits(plain_weights(module_state(*other)), plain));
}

TEST(Convert, GivenAShareWhenMadeVariationalThenSigmaIsThatShareOfTheWeightButNotNothing) {
  const auto network = models::mlp({{8}}, {1, 2, 2, 3})(variational_family());
  auto plain = plain_weights(module_state(*network));
  plain.at("f1.bias").zero_();

  start_from(*network, plain, 0.2);

  for (const auto& tensor : weight_moments(*network, *GaussianPrior())) {
    const auto expected = (0.2 * plain.at(tensor.name).abs()).clamp_min(1e-4);
    EXPECT_TRUE(tensor.sd.allclose(expected, 1e-5, 0.0)) << tensor.name;
  }
}

TEST(Convert, GivenNamesOfASequentialWhenStartedFromThenLayersAreTakenInTheirOrder) {
  const auto network =
      models::mlp({{5, 5, 5, 5, 5, 5}}, {1, 1, 5, 5})(std::make_shared<DeterministicLayers>());
  State sequential;  // seven layers of one size, "0" to "12", where "10" sorts before "2"
  for (int i = 0; i < 7; ++i) {
    sequential[std::to_string(2 * i) + ".weight"] = torch::full({5, 5}, 1.0 + i);
    sequential[std::to_string(2 * i) + ".bias"] = torch::full({5}, -1.0 - i);
  }

  start_from(*network, sequential, 0.1);

  const auto state = module_state(*network);
  for (int i = 0; i < 7; ++i) {
    EXPECT_TRUE(state.at("f" + std::to_string(i + 1) + ".weight").eq(1.0 + i).all().item<bool>()) << i;
    EXPECT_TRUE(state.at("f" + std::to_string(i + 1) + ".bias").eq(-1.0 - i).all().item<bool>()) << i;
  }
}

TEST(Convert, GivenADropoutNetworkWhenStartedFromThenItHasTheWeights) {
  const auto plain = lenet(std::make_shared<DeterministicLayers>());
  const auto dropout = lenet(std::make_shared<DropoutLayers>(DropoutOptions{}));

  start_from(*dropout, module_state(*plain), 0.1);

  EXPECT_TRUE(support::same_bits(plain_weights(module_state(*dropout)), module_state(*plain)));
}

TEST(Convert, GivenWeightsThatDoNotFitWhenStartedFromThenNothingChanges) {
  const auto network = models::mlp({{8}}, {1, 2, 2, 3})(variational_family());
  const auto before = module_state(*network);
  const auto with = [&](const std::function<void(State&)>& change) {
    auto state = plain_weights(before);
    for (auto& [name, tensor] : state) tensor = tensor + 1.0;
    change(state);
    return state;
  };

  EXPECT_THROW(start_from(*network, with([](State& state) { state.erase("f2.bias"); }), 0.1), Error);
  EXPECT_THROW(start_from(*network, with([](State& state) { state["f3.bias"] = torch::zeros({3}); }), 0.1),
               Error);
  EXPECT_THROW(start_from(*network, with([](State& state) { state["f2.bias"] = torch::zeros({4}); }), 0.1),
               Error);
  EXPECT_THROW(start_from(*network, with([](State&) {}), 0.0), Error);
  EXPECT_TRUE(support::same_bits(module_state(*network), before));
}

TEST(Convert, GivenPriorsAreCentredWhenAskedForTheKlThenTheMeanCostsNothing) {
  const auto network = models::mlp({{8}}, {1, 2, 2, 3})(std::make_shared<VariationalLayers>(
      VariationalOptions{}, GaussianPrior(GaussianPriorOptions{0.0, 0.05}).ptr()));
  for (const auto& parameter : network->named_parameters()) {
    if (parameter.key().find(".rho") != std::string::npos) {
      torch::NoGradGuard no_grad;
      torch::Tensor(parameter.value()).fill_(inverse_softplus(0.05));
    }
  }

  centre_priors(*network);

  // The posterior is its prior: N(mu, 0.05^2) both.
  EXPECT_NEAR(kl_divergence(*network).item<double>(), 0.0, 1e-4);
  EXPECT_NEAR(kl_divergence(*network->copy()).item<double>(), 0.0, 1e-4);
  // And goes through files.
  const auto other = models::mlp({{8}}, {1, 2, 2, 3})(variational_family());
  centre_priors(*other);
  load_module_state(*other, module_state(*network));
  EXPECT_NEAR(kl_divergence(*other).item<double>(), 0.0, 1e-4);
}

TEST(Convert, GivenAPlainNetworkWhenItsPriorsAreCentredThenErrorIsThrown) {
  const auto network = models::mlp({{8}}, {1, 2, 2, 3})(std::make_shared<DeterministicLayers>());

  EXPECT_THROW(centre_priors(*network), Error);
}

}  // namespace
}  // namespace bayes

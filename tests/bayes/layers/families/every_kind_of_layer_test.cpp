// Every kind of layer from every family, beside LibTorch's own layer with the same options.
#include <gtest/gtest.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/embedding.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/rnn.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "bayes/core/error.h"
#include "bayes/core/state.h"
#include "bayes/layers/families/chosen_layers.h"
#include "bayes/layers/families/concrete_dropout_layers.h"
#include "bayes/layers/families/deterministic_layers.h"
#include "bayes/layers/families/dropout_layers.h"
#include "bayes/layers/families/variational_layers.h"
#include "bayes/layers/operators/recurrence.h"
#include "bayes/priors/gaussian.h"

namespace bayes {
namespace {

using Names = std::vector<std::string>;
using torch::nn::AnyModule;

struct KindCase {
  std::string name;
  std::function<AnyModule(const LayerFactory&)> make;
  std::function<AnyModule()> make_libtorchs;
  std::function<torch::Tensor()> input;
  std::function<torch::Tensor(AnyModule&, const torch::Tensor&)> run;
};

torch::Tensor run_alone(AnyModule& layer, const torch::Tensor& input) { return layer.forward(input); }
template <class Options>
torch::Tensor run_recurrence(AnyModule& layer, const torch::Tensor& input) {
  return std::get<0>(layer.forward<RecurrentOutput<Options>>(input));
}

template <class LibTorchs, class Options>
KindCase kind(const std::string& name,
              AnyModule (LayerFactory::*make)(const std::string&, const Options&, LayerInput) const,
              const Options& options, const std::vector<std::int64_t>& input,
              std::function<torch::Tensor(AnyModule&, const torch::Tensor&)> run = run_alone) {
  return {
      name,
      [=](const LayerFactory& factory) { return (factory.*make)("layer", options, LayerInput::kFeatures); },
      [=] { return AnyModule(LibTorchs(options)); }, [=] { return torch::randn(input); }, run};
}

std::vector<KindCase> kinds() {
  using namespace torch::nn;
  std::vector<KindCase> all{
      kind<Linear>("Linear", &LayerFactory::linear, LinearOptions(3, 2), {4, 3}),
      kind<Conv1d>("Conv1d", &LayerFactory::conv1d, Conv1dOptions(2, 4, 3).stride(2).padding(1), {4, 2, 9}),
      kind<Conv2d>("Conv2d", &LayerFactory::conv2d, Conv2dOptions(2, 4, {3, 2}).groups(2), {4, 2, 6, 5}),
      kind<Conv3d>("Conv3d", &LayerFactory::conv3d, Conv3dOptions(2, 3, 2).bias(false), {4, 2, 3, 4, 5}),
      kind<ConvTranspose1d>("ConvTranspose1d", &LayerFactory::conv_transpose1d,
                            ConvTranspose1dOptions(2, 3, 3).stride(2).output_padding(1), {4, 2, 5}),
      kind<ConvTranspose2d>("ConvTranspose2d", &LayerFactory::conv_transpose2d,
                            ConvTranspose2dOptions(2, 4, 3).groups(2).padding(1), {4, 2, 5, 4}),
      kind<ConvTranspose3d>("ConvTranspose3d", &LayerFactory::conv_transpose3d,
                            ConvTranspose3dOptions(2, 3, 2).dilation(2), {4, 2, 3, 2, 3}),
      kind<Embedding>("Embedding", &LayerFactory::embedding, EmbeddingOptions(7, 3).padding_idx(1), {}),
      kind<LSTM>("Lstm", &LayerFactory::lstm, LSTMOptions(3, 2).batch_first(true).num_layers(2), {4, 5, 3},
                 run_recurrence<LSTMOptions>),
      kind<GRU>("Gru", &LayerFactory::gru, GRUOptions(3, 2).batch_first(true).bidirectional(true), {4, 5, 3},
                run_recurrence<GRUOptions>)};
  for (auto& one : all) {
    if (one.name == "Embedding") one.input = [] { return torch::randint(7, {4, 5}, torch::kInt64); };
  }
  return all;
}

struct Family {
  std::string name;
  std::shared_ptr<const LayerFactory> factory;
  Names of_weight, of_bias;  // what stands behind a plain layer's names
  Names without;             // the kinds that it does not have
};

std::vector<Family> families() {
  const auto prior = GaussianPrior().ptr();
  const auto plain = std::make_shared<DeterministicLayers>();
  const auto variational = std::make_shared<VariationalLayers>(VariationalOptions{}, prior);
  const auto chosen = [&](const std::string& pattern) {
    return std::make_shared<ChosenLayers>(Names{pattern}, variational, plain);
  };
  const Names moments{".mu", ".rho"}, itself{""};
  return {{"Deterministic", plain, itself, itself, {}},
          {"Variational", variational, moments, moments, {}},
          {"Dropout", std::make_shared<DropoutLayers>(DropoutOptions{}), itself, itself, {}},
          {"ConcreteDropout",
           std::make_shared<ConcreteDropoutLayers>(ConcreteDropoutOptions{}, prior),
           {".mean", ".logit"},
           {".value"},
           {"Embedding", "Lstm", "Gru"}},
          {"Chosen", chosen("lay*"), moments, moments, {}},
          {"NotChosen", chosen("other"), itself, itself, {}}};
}

Names sorted(Names names) {
  std::sort(names.begin(), names.end());
  return names;
}

class EveryKind : public testing::TestWithParam<std::tuple<Family, KindCase>> {
 protected:
  EveryKind() : family_(std::get<0>(GetParam())), kind_(std::get<1>(GetParam())) { torch::manual_seed(4); }
  bool has_it() const {
    return std::find(family_.without.begin(), family_.without.end(), kind_.name) == family_.without.end();
  }

  Family family_;
  KindCase kind_;
};

TEST_P(EveryKind, GivenAFamilyWhenAskedThenShapesAndNamesAreThoseOfLibTorchsLayerOrItRefuses) {
  if (!has_it()) {
    EXPECT_THROW(kind_.make(*family_.factory), Error);
    return;
  }
  auto layer = kind_.make(*family_.factory), libtorchs = kind_.make_libtorchs();
  const auto input = kind_.input();

  const auto output = kind_.run(layer, input);

  EXPECT_EQ(output.sizes(), kind_.run(libtorchs, input).sizes());
  Names expected;
  for (const auto& parameter : libtorchs.ptr()->named_parameters()) {
    const bool is_bias = parameter.key().rfind("bias", 0) == 0;
    for (const auto& end : is_bias ? family_.of_bias : family_.of_weight)
      expected.push_back(parameter.key() + end);
  }
  EXPECT_EQ(sorted(layer.ptr()->named_parameters().keys()), sorted(expected));
}

std::string name_of(const testing::TestParamInfo<std::tuple<Family, KindCase>>& info) {
  return std::get<0>(info.param).name + std::get<1>(info.param).name;
}
INSTANTIATE_TEST_SUITE_P(All, EveryKind,
                         testing::Combine(testing::ValuesIn(families()), testing::ValuesIn(kinds())),
                         name_of);

class EveryPointLayer : public testing::TestWithParam<KindCase> {};

TEST_P(EveryPointLayer, GivenLibTorchsWeightsWhenItAndItsCloneRunThenTheNumbersAreLibTorchs) {
  torch::manual_seed(4);
  auto layer = GetParam().make(DeterministicLayers()), libtorchs = GetParam().make_libtorchs();
  load_module_state(*layer.ptr(), module_state(*libtorchs.ptr()));
  const auto input = GetParam().input();
  const auto expected = GetParam().run(libtorchs, input);

  auto clone = layer.clone();

  // To rounding: the library's kernels add in another order.
  EXPECT_TRUE(torch::allclose(GetParam().run(layer, input), expected, 1e-5, 1e-6));
  for (auto& parameter : layer.ptr()->parameters()) parameter.detach().zero_();
  EXPECT_TRUE(torch::allclose(GetParam().run(clone, input), expected, 1e-5, 1e-6));
}

INSTANTIATE_TEST_SUITE_P(All, EveryPointLayer, testing::ValuesIn(kinds()),
                         [](const auto& info) { return info.param.name; });

TEST(EveryKindFromDropout, GivenTheWordsAsDataWhenAnEmbeddingSeesThemThenNoneIsDropped) {
  torch::manual_seed(4);
  DropoutOptions dropout;
  dropout.dropout_rate = 0.9;
  auto layer =
      DropoutLayers(dropout).embedding("layer", torch::nn::EmbeddingOptions(7, 3), LayerInput::kData);
  const auto words = torch::arange(7).unsqueeze(0);

  EXPECT_TRUE(layer.forward(words)[0].equal(layer.ptr()->parameters()[0]));
}

TEST(EveryKindFromConcreteDropout, GivenAKindThatItDoesNotHaveWhenAskedThenTheErrorSaysWhichAndTheWayOut) {
  const ConcreteDropoutLayers factory({}, GaussianPrior().ptr());

  try {
    factory.embedding("words", torch::nn::EmbeddingOptions(7, 3), LayerInput::kFeatures);
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.problem, "the layers of this method have no Embedding");
    EXPECT_NE(std::string(error.what()).find("choose another model, or method"), std::string::npos);
  }
}

}  // namespace
}  // namespace bayes
